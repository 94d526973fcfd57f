// Names for people of a generated organisation, from many countries; the same seed gives the same names.

const GIVEN = [
  "Ada", "Ben", "Chidi", "Dalia", "Emil", "Farah", "Goran", "Hana", "Ivo", "Jun", "Kofi", "Lena", "Mateo", "Nadia", "Omar",
  "Priya", "Quinn", "Rosa", "Sven", "Tala", "Uma", "Viktor", "Wanja", "Ximena", "Yusuf", "Zoe", "Amir", "Bea", "Cem", "Dora",
  "Elif", "Finn", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Liam", "Mei", "Noor", "Olga", "Pablo", "Ravi", "Sara", "Theo",
  "Ulla", "Vera", "Wen", "Yara", "Zeno", "Aiko", "Bruno", "Carmen", "Diego", "Esra", "Femi", "Gita", "Henri", "Ida", "Jamal", "Kai",
]; // 61, a prime
const FAMILY = [
  "Adler", "Bauer", "Costa", "Diaz", "Evans", "Fischer", "Garcia", "Hansen", "Ito", "Jansen", "Kaya", "Larsen", "Moreau",
  "Novak", "Okafor", "Patel", "Quist", "Rossi", "Silva", "Tanaka", "Usman", "Vogel", "Wong", "Xu", "Yilmaz", "Zhou",
]; // 26

// The name of person i, such as "Ada Kaya"; no two people of one organisation have the same.
export function personName(i, seed) {
  const given = (i + (seed % GIVEN.length)) % GIVEN.length;
  const round = Math.floor(i / GIVEN.length);
  const family = (5 * round + 11 * given) % FAMILY.length;
  const again = Math.floor(round / FAMILY.length);
  return `${GIVEN[given]} ${FAMILY[family]}${again ? ` ${again + 1}` : ""}`;
}
