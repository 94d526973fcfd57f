"""Translation of the functions that JavaScript calls to WebAssembly, in a process with the settings of ``build``.

Numba translates each function to LLVM's intermediate code, which it neither optimises nor compiles, because both depend
on this processor. LLVM does so for WebAssembly, and ``wasm-ld`` links the result. Arrays are allocated one after the
other and freed all at once, by JavaScript, when a run ends.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numba
from numba import njit, types
from numba.core.codegen import CPUCodeLibrary, JitEngine
from numba.core.cpu import CPUContext

from simalign.browser.build import LINKER
from simalign.browser.entries import Entry, entries
from simalign.browser.inputs import manifest
from simalign.scenario.organisation import GOALS

TRIPLE = "wasm32-unknown-unknown"
FEATURES = "+bulk-memory,+nontrapping-fptoint,+sign-ext,+mutable-globals"
RUNTIME = Path(__file__).with_name("runtime.ll")
CALLED = ("__multi3",)  # functions of the runtime that LLVM calls
EXPORTS = ("top", "reset", "allocate")  # of the runtime
MATHS = ("sqrt", "ceil", "floor", "rint", "trunc")
REPLACED = re.compile(
    r"^define [^\n]*@(?:NRT_incref|NRT_decref|nrt_atomic_add|nrt_atomic_sub)\([^\n]*\{\n.*?^\}\n", re.M | re.S
)
HOST = re.compile(r'^target .*$|"target-cpu"="[^"]*"|"target-features"="[^"]*"|"probe-stack"="[^"]*"', re.M)
MESSAGE = re.compile(r"^@\.const\.pickledata\.[^\n]*\n", re.M)
RAISED = re.compile(r"^(@\.const\.picklebuf\.[\w.]+) = internal constant [^\n]*", re.M)
STEPS = re.compile(  # the functions of engine.py that call the steps of a week
    r'^define [^\n]*@"?_ZN8simalign10simulation6engine(?:7prepare|3act)B[^\n]*\{\n.*?^\}\n', re.M | re.S
)
CALL = re.compile(r'call i32 @"?([\w.]+)"?\(')
DEFINITION = re.compile(r'^define [^\n]*@"?([\w.]+)"?\([^\n]*$', re.M)
DIGEST = re.compile(r"(?<=@\.const\.picklebuf\.)[0-9a-f]{40}")


def plain(text: str) -> str:
    """Return intermediate code without what belongs to Python, to the folder of its sources or to this processor.

    Messages of exceptions contain paths. A status is all that JavaScript reads of an exception, so that these records
    are left empty, and their names are numbers instead of digests of messages.
    """
    text = RAISED.sub(r"\1 = internal constant i64 0", MESSAGE.sub("", text))
    number: dict[str, int] = {}
    text = DIGEST.sub(lambda found: f"n{number.setdefault(found[0], len(number))}", text)
    text = HOST.sub("", REPLACED.sub("", text)).replace("= common ", "= linkonce_odr ")
    for name in MATHS:
        text = text.replace(f"@{name}(double", f"@llvm.{name}.f64(double")
    declared = set(re.findall(r"^declare [^\n]*@([\w.]+)\(", text, re.M))
    missing = [name for name in ("NRT_incref", "NRT_decref") if name not in declared and f"@{name}(" in text]
    return text + "".join(f"\ndeclare void @{name}(ptr)\n" for name in missing)


def entry_code(name: str, compiled: str, arguments: int) -> str:
    """Return intermediate code of an exported function of 32-bit integers that calls a compiled one."""
    numbers = range(arguments)
    taken = ", ".join(f"i32 %x{n}" for n in numbers)
    wide = "".join(f"  %y{n} = zext i32 %x{n} to i64\n" for n in numbers)
    passed = "".join(f", i64 %y{n}" for n in numbers)
    return (
        f'declare i32 @"{compiled}"(ptr, ptr{", i64" * arguments})\n'
        f"define i32 @{name}({taken}) {{\n  %out = alloca ptr\n  %error = alloca ptr\n{wide}"
        f'  %status = call i32 @"{compiled}"(ptr %out, ptr %error{passed})\n  ret i32 %status\n}}\n'
    )


def module_of(functions: list[Entry]) -> Any:
    """Return one LLVM module with all entries and the runtime."""
    whole = llvm.parse_assembly(RUNTIME.read_text(encoding="utf-8"))
    for entry in functions:
        options = {"nogil": True, "error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
        dispatcher = njit(**options)(entry.function)
        dispatcher.compile((types.int64,) * entry.arguments)
        overload = dispatcher.overloads[dispatcher.signatures[0]]
        code = plain(overload.library.get_llvm_str())
        whole.link_in(llvm.parse_assembly(code))
        whole.link_in(llvm.parse_assembly(entry_code(entry.name, overload.fndesc.llvm_func_name, entry.arguments)))
    return whole


def with_steps_apart(whole: Any) -> Any:
    """Return a module in which each step of a week remains a function of its own.

    Numba would put all steps into the loop over weeks. Browsers compile a function of that size badly, so that a week
    takes a third longer.
    """
    text = str(whole)
    steps = {name for body in STEPS.findall(text) for name in CALL.findall(body)}
    if not steps:
        raise SystemExit("no steps of a week were found: has simulation/engine.py changed?")

    def attributes(definition: re.Match[str]) -> str:
        return re.sub(r"\) #\d+", ") noinline", definition[0]) if definition[1] in steps else definition[0]

    return llvm.parse_assembly(DEFINITION.sub(attributes, text))


def optimised(whole: Any, machine: Any, exported: set[str]) -> None:
    """Optimise a module for WebAssembly; only exported functions remain visible."""
    whole.triple, whole.data_layout = TRIPLE, str(machine.target_data)
    for function in whole.functions:
        if not function.is_declaration:
            function.linkage = "external" if function.name in {*exported, *CALLED} else "internal"
    for variable in whole.global_variables:
        if not variable.is_declaration:
            variable.linkage = "internal"
    whole.verify()
    builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=3))
    builder.getModulePassManager().run(whole, builder)


def linked(code: bytes, exported: set[str]) -> bytes:
    """Return the WebAssembly module of an object file."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "engine.o"), Path(folder, "engine.wasm")
        source.write_bytes(code)
        exports = [f"--export={name}" for name in sorted(exported)]
        options = ["--no-entry", "--strip-all", "--gc-sections", "--stack-first", "-z", "stack-size=262144", "-O2"]
        subprocess.run([LINKER, *options, *exports, str(source), "-o", str(target)], check=True)
        return target.read_bytes()


def linked_only(_: Any, library: Any, *__: Any) -> Callable[..., Any]:
    """Link a function with those that it calls, in place of Numba's compilation for this processor.

    Return another function each time, which is never called.
    """
    library.finalize()
    return [].append


def ignored(*_: Any) -> None:
    """Do nothing, in place of the compilation for this processor."""


def build(folder: Path) -> None:
    """Write the module and the description of its arrays into a folder."""
    CPUContext.get_executable, JitEngine.finalize_object = linked_only, ignored
    CPUCodeLibrary._optimize_final_module = ignored
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    functions = entries(len(GOALS))
    exported = {*EXPORTS, *(entry.name for entry in functions)}
    machine = llvm.Target.from_triple(TRIPLE).create_target_machine(opt=3, features=FEATURES)
    whole = with_steps_apart(module_of(functions))
    optimised(whole, machine, exported)
    (folder / "engine.wasm").write_bytes(linked(machine.emit_object(whole), exported))
    text = json.dumps(manifest() | {"numba": numba.__version__}, separators=(",", ":"))
    (folder / "engine.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
