"""Groups of options that several commands share; ``signature.flattened`` turns their fields into parameters."""

from dataclasses import dataclass

from simalign.cli.options import (
    USUAL_POLICIES,
    JsonOption,
    PoliciesOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    UncertaintyOption,
    WeeksOption,
    without_policy_settings,
)
from simalign.cli.reading_options import OrganisationOption, ReadingOptions
from simalign.scenario import Scenario


@dataclass(frozen=True)
class ScenarioOptions(ReadingOptions):
    """The scenario that a command simulates."""

    scenario: ScenarioArgument = "default"
    organisation: OrganisationOption = None
    settings: SetOption = None

    def load(self, weeks: int | None = None) -> Scenario:
        """Read the scenario and apply the other options and ``weeks``. Raises InputError."""
        return self.read_scenario(self.scenario, self.organisation, self.settings or [], weeks)


@dataclass(frozen=True)
class ComparisonOptions(ScenarioOptions):
    """The scenario and the policies that a command compares, with the settings of the comparison."""

    policies: PoliciesOption = USUAL_POLICIES
    weeks: WeeksOption = None
    seed: SeedOption = None
    uncertainty: UncertaintyOption = "none"
    as_json: JsonOption = False

    def load(self, weeks: int | None = None) -> Scenario:
        """Read the scenario and apply the other options. Raises InputError, also for a setting of its policy."""
        settings = without_policy_settings(self.settings)
        return self.read_scenario(self.scenario, self.organisation, settings, weeks or self.weeks)
