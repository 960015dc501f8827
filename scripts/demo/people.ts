/**
 * Readers of the sample workspace, the same at every run. Their names fit their countries; their
 * domains are reserved for examples (RFC 2606), so that no mail can reach a real mailbox.
 */
const countries: { code: string; domain: string; share: number; first: string; last: string }[] = [
  {
    code: "IE",
    domain: "post.example",
    share: 5,
    first: "Aoife Ciara Eoin Fionn Niamh Oisín Roisin Sean Siobhán Tadhg Maeve Cormac",
    last: "Byrne Doyle Gallagher Kelly McCarthy Nolan O'Brien Quinn Walsh Brennan Keane Daly",
  },
  {
    code: "GB",
    domain: "letters.example",
    share: 5,
    first: "Alice Benjamin Charlotte Dylan Eleanor Freya George Harriet Imran Poppy Rhys Zara",
    last: "Ahmed Baker Clarke Davies Evans Hughes Mackenzie Patel Shaw Taylor Whitfield Wood",
  },
  {
    code: "DE",
    domain: "brief.example",
    share: 4,
    first: "Anke Björn Clara Dieter Emil Friederike Jonas Katrin Lukas Marlene Sönke Uwe",
    last: "Albrecht Bäcker Fischer Groß Hoffmann Krüger Lehmann Neumann Petersen Schröder Vogt Weiß",
  },
  {
    code: "FR",
    domain: "courrier.example",
    share: 4,
    first: "Agathe Baptiste Camille Éloïse Gaël Hugo Inès Jules Léa Mathis Noémie Théo",
    last: "Bernard Caron Dubois Fontaine Girard Lefèvre Marchand Moreau Perrin Rousseau Simon Vidal",
  },
  {
    code: "IT",
    domain: "posta.example",
    share: 3,
    first: "Alessia Bruno Chiara Davide Elena Federico Giulia Luca Martina Nicolò Paola Tommaso",
    last: "Bianchi Conti De-Luca Esposito Ferrari Galli Lombardi Marino Ricci Romano Russo Villa",
  },
  {
    code: "ES",
    domain: "correo.example",
    share: 3,
    first: "Álvaro Begoña Carmen Diego Elisa Gonzalo Inés Javier Lucía Mateo Nuria Íñigo",
    last: "Alonso Castro Delgado Fernández García Iglesias Jiménez Muñoz Núñez Ortega Ruiz Serrano",
  },
  {
    code: "NL",
    domain: "brieven.example",
    share: 2,
    first: "Anouk Bram Daan Femke Joost Lieke Maarten Sanne Thijs Willemijn",
    last: "Bakker Bos Hendriks Jansen Kuiper Mulder Peters Smit Visser Vos",
  },
  {
    code: "SE",
    domain: "brev.example",
    share: 2,
    first: "Åsa Elsa Erik Freja Gustav Hedda Linnea Nils Oskar Signe",
    last: "Andersson Bergström Ek Hallberg Lindqvist Lund Nyström Sjöberg Åkesson Öberg",
  },
  {
    code: "CA",
    domain: "mail.example",
    share: 3,
    first: "Adele Beau Chantal Declan Esmé Gabriel Jade Liam Maya Noah Olivia Raj",
    last: "Bouchard Campbell Chan Fraser Gagnon Kaur MacDonald Nguyen Roy Singh Tremblay Wilson",
  },
  {
    code: "JP",
    domain: "tegami.example",
    share: 2,
    first: "Aiko Daichi Emi Haruto Kaito Mei Naoko Ren Sakura Yuki",
    last: "Fujita Hayashi Ito Kobayashi Matsumoto Nakamura Sato Suzuki Tanaka Yamada",
  },
];

export type Reader = { email: string; first: string; last: string; country: string; agreedOn: string };

/** Returns `count` different readers who agreed on days between `from` and `until`. */
export function readers(count: number, from: Date, until: Date): Reader[] {
  const draw = drawing(20_260_912);
  const lots = countries.flatMap((country) => Array.from({ length: country.share }, () => country));
  const taken = new Set<string>();
  const found: Reader[] = [];
  while (found.length < count) {
    const {
      code,
      domain,
      first: firsts,
      last: lasts,
    } = lots[draw(lots.length)] as (typeof countries)[number];
    const first = word(firsts, draw);
    const last = word(lasts, draw).replaceAll("-", " ");
    const email = `${plain(first)}.${plain(last)}@${domain}`;
    if (taken.has(email)) continue;
    taken.add(email);
    const day = new Date(from.getTime() + (draw(1000) / 1000) * (until.getTime() - from.getTime()));
    found.push({ email, first, last, country: code, agreedOn: day.toISOString().slice(0, 10) });
  }
  return found;
}

/**
 * Returns the readers' list as a shop would export it, with typical mistakes, so that the import's
 * report has content.
 */
export function readersCsv(people: readonly Reader[]): string {
  const lines = people.map(({ email, first, last, country, agreedOn }) =>
    [email, first, last, country, agreedOn].map(quoted).join(","),
  );
  const again = people[17];
  lines.splice(120, 0, "tessa.hartmann(at)brief.example,Tessa,Hartmann,DE,2026-09-30");
  lines.splice(
    203,
    0,
    `${again?.email.toUpperCase()},${again?.first},${again?.last},${again?.country},2026-10-02`,
  );
  lines.splice(318, 0, ",Someone,Without an address,FR,2026-10-04");
  return `\uFEFFEmail,First name,Last name,Country,Agreed on\r\n${lines.join("\r\n")}\r\n`;
}

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function word(words: string, draw: (below: number) => number): string {
  const all = words.split(" ");
  return all[draw(all.length)] ?? "";
}

function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replaceAll("ß", "ss")
    .toLowerCase()
    .replace(/[^a-z]/g, "");
}

/** Returns a seeded random generator, so that the sample is the same on every machine. */
function drawing(seed: number) {
  let state = seed >>> 0;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
