// Names for people of a generated organisation, from many countries; the same seed gives the same names.

const GIVEN = [
  "Ada", "Ben", "Chidi", "Dalia", "Emil", "Farah", "Goran", "Hana", "Ivo", "Jun", "Kofi", "Lena", "Mateo", "Nadia", "Omar",
  "Priya", "Quinn", "Rosa", "Sven", "Tala", "Uma", "Viktor", "Wanja", "Ximena", "Yusuf", "Zoe", "Amir", "Bea", "Cem", "Dora",
  "Elif", "Finn", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Liam", "Mei", "Noor", "Olga", "Pablo", "Ravi", "Sara", "Theo",
  "Ulla", "Vera", "Wen", "Yara", "Zeno", "Aiko", "Bruno", "Carmen", "Diego", "Esra", "Femi", "Gita", "Henri", "Ida", "Jamal", "Kai",
]; // 61, a prime
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

// The name of person i, such as "Ada K."; no two people of one organisation have the same.
export function personName(i, seed) {
  const round = Math.floor(i / GIVEN.length);
  const given = (i + (seed % GIVEN.length)) % GIVEN.length;
  const letter = (5 * round + 11 * given) % LETTERS.length;
  const second = Math.floor(round / LETTERS.length);
  return `${GIVEN[given]} ${LETTERS[letter]}${second ? LETTERS[second % LETTERS.length].toLowerCase() : ""}.`;
}
