/** Campaigns of the sample workspace. */
export const firstLetter = {
  name: "October letter",
  subject: "What the tide left us in October",
  body: `# Hello {{first_name|there}}

The presses ran through two storms this month, and the **autumn list** is out of the bindery.

- *The Salt Atlas*, a book of coastlines that no longer exist
- *Letters to a Lamplighter*, in a new translation
- A pocket edition of the tide tables, for the sentimental

[See the autumn list](https://example.com/autumn)

The shop by the harbour is open until the clocks change. Come in from the rain.

Orla and everyone at the press`,
};

export const secondLetter = {
  name: "November letter",
  subject: "Open day on the 28th, {{first_name|and you are invited}}",
  body: `# Come and set a page yourself

Once a year we let our readers touch the type. On **Saturday the 28th** the doors are open from ten to four.

- Set your name in Caslon and take the print home
- Hear how a book of 300 pages is sewn by hand
- Soup at noon, as long as there is soup

[Say that you are coming](https://example.com/open-day)

If you live far away, [watch the presses](https://example.com/presses) instead.

Orla and everyone at the press`,
};

/** Campaign that is not ready to be sent; the check says why. */
export const unreadyLetter = {
  name: "Winter sale",
  subject: "Re: your order",
  body: `# Dear {{nickname}}

Everything by the harbour, a fifth off until the new year.

[To the sale](www.example.com/winter)`,
};
