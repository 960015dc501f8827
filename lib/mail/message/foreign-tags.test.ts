// biome-ignore-all lint/suspicious/noTemplateCurlyInString: tags of other tools look like this.
import { expect, test } from "@playwright/test";
import { foreignTags, replaceForeignTags, tagAdvice } from "./foreign-tags.ts";

const first = "{{first_name}}";
const certain: [typed: string, own: string | null][] = [
  ["*|FNAME|*", first],
  ["*|LNAME|*", "{{last_name}}"],
  ["*|EMAIL|*", "{{email}}"],
  ["*|UNSUB|*", "{{unsubscribe_url}}"],
  ["*|LIST:ADDRESS|*", "{{postal_address}}"],
  ["*|LIST:COMPANY|*", "{{sender_name}}"],
  ["*|COUPON|*", null],
  ["*|IF:FNAME|*", null],
  ["*|END:IF|*", null],
  ["*\\|FNAME\\|*", first],
  ["*%7CEMAIL%7C*", "{{email}}"],
  ["%2A%7CEMAIL%7C%2A", "{{email}}"],
  ["%%first_name%%", first],
  ["%%FirstName%%", first],
  ["%%favourite_color%%", null],
  ["[[FirstName]]", first],
  ["[[data:firstname]]", first],
  ["[[var:firstname]]", first],
  ['[[FIRSTNAME OR "Friend"]]', "{{first_name|Friend}}"],
  ["[[contact.first_name]]", first],
  ["{$name}", "{{name}}"],
  ["{$unsubscribe}", "{{unsubscribe_url}}"],
  ["{{ contact.FIRSTNAME }}", first],
  ["{{contact.firstname}}", first],
  ["{{ contact.FIRSTNAME|default:'reader' }}", "{{first_name|reader}}"],
  ['{{ first_name|default:"friend" }}', "{{first_name|friend}}"],
  ["{{ first_name | capitalize }}", first],
  ["{{ subscriber.first_name }}", first],
  ["{{ person.first_name|title }}", first],
  ["{{ .Subscriber.FirstName }}", first],
  ["{{lead.First Name:default=friend}}", "{{first_name|friend}}"],
  ["{{First Name}}", first],
  ["{{firstName}}", first],
  ["{{firstName|there}}", "{{first_name|there}}"],
  ["{{FNAME}}", first],
  ["{{frist_name}}", first],
  ["{{first_nam}}", first],
  ["{{{first_name}}}", first],
  ["{{#if first_name}}", null],
  ["{{/if}}", null],
  ["{{ unsubscribe_link }}", "{{unsubscribe_url}}"],
  ["{{${first_name}}}", first],
  ["{{favourite_color}}", null],
  ["%7B%7Bcontact.EMAIL%7D%7D", "{{email}}"],
  ["%recipient.name%", "{{name}}"],
  ["%recipient.first_name%", first],
  ["%recipient_email%", "{{email}}"],
  ["%FIRSTNAME%", first],
  ["%EMAIL%", "{{email}}"],
  ["%UNSUBSCRIBELINK%", "{{unsubscribe_url}}"],
  ["{!firstname_fix}", first],
  ["{!Contact.FirstName}", first],
  ["${first_name}", first],
  ["${user.firstName}", first],
  ["{FirstName}", first],
  ["{EMAIL}", "{{email}}"],
  ["{first_name}", first],
  ["{{first_name}", first],
  ["{first_name}}", first],
  ["{contactfield=firstname}", first],
  ["<%= first_name %>", first],
  ["{% if first_name %}", null],
  ["[% member:first_name %]", first],
  ["[firstname,fallback=friend]", "{{first_name|friend}}"],
  ["[subscriber:firstname | default:reader]", first],
  ["$[FNAME]$", first],
  ["#recipient:name#", "{{name}}"],
  ["~Contact.FirstName~", first],
  ["$SUBSCRIBER.EMAIL$", "{{email}}"],
];

test("every tool's tag is found, with our field for it", () => {
  for (const [typed, own] of certain)
    expect(foreignTags(`Hello\nDear ${typed}, hello`), typed).toMatchObject([
      { typed, own, sure: true, line: 2 },
    ]);
});

test("an author prints a tag by escaping its signs", () => {
  for (const [typed] of certain) {
    const escaped = typed.replace(/[[\]{}*%$|<>~#!]/g, "\\$&");
    expect(
      foreignTags(`Dear ${escaped}, hello`).filter(({ sure }) => sure),
      typed,
    ).toEqual([]);
  }
});

test("an address with another tool's tag is found", () => {
  const found = foreignTags("[Shop](https://shop.example/?e=*|EMAIL|*&n=%FIRSTNAME%&u={{contact.EMAIL}})");
  expect(found.map(({ typed }) => typed)).toEqual(["*|EMAIL|*", "%FIRSTNAME%", "{{contact.EMAIL}}"]);
});

test("what may be prose is advice, not a stop", () => {
  for (const typed of [
    "[First Name]",
    "«First_Name»",
    "@FIRSTNAME@",
    "((name))",
    "%DISCOUNT%",
    "${HOME}",
    "{% include %}",
    "[[product_code]]",
  ])
    expect(foreignTags(`Dear ${typed}, hello`), typed).toMatchObject([{ typed, sure: false }]);
});

const honest = [
  "As she wrote [[citation]] last year, and [[1]] [[see below]] agrees.",
  "100% cotton, 20% off and 30% more. It is 5%–10% cheaper, 100%!",
  "Read [the name](https://example.com/name), ![email](https://example.com/e.png) and [unsubscribe]({{unsubscribe_url}}).",
  "Hello {{first_name|there}}, {{ last_name }}, {{NAME}}, {{email}}: {{sender_name}}, {{postal_address}}.",
  "https://example.com/?q=%20name%20&r=%C3%A4%C3%B6&s=%E2%80%9Cemail%E2%80%9D&t=100%25EMAIL%25",
  "https://example.com/a%2Fb%2Fc%7Cd?x=%5Ba%5D&y=%7Bz%7D",
  "**Bold** and *words* | a | b | and *stars* | more *",
  "a set {1, 2, 3}, {x}, {a b}, the CSS p { color: red } and ${5}, $5 and 5$",
  "Costs $[5]$? No: [sic] and [...] and [note] and [x].",
  "(see (this)) and ((that)) and @ home, mail me@HOME@example",
  "¡Hola! «Bonjour», disait-elle, « à demain »; «Guten Tag»",
  "We grew 10 %, then %, then 7 % of the name % of all",
  "#recipients and ~Contact us~ and <b>html</b> and a < b % c > d",
  "Write \\*|FNAME|\\* in Mailchimp.",
];

test("honest texts are not refused", () => {
  for (const text of honest) expect(foreignTags(text), text).toEqual([]);
});

test("one press replaces what has a field here and leaves the rest", () => {
  const body = "Dear *|FNAME|*,\n\nyour code is *|COUPON|*. [Off]({$unsubscribe}) {{first_name|there}}";
  expect(replaceForeignTags(body)).toEqual({
    text: "Dear {{first_name}},\n\nyour code is *|COUPON|*. [Off]({{unsubscribe_url}}) {{first_name|there}}",
    replaced: 2,
  });
});

test("the advice names the tool and the field", () => {
  const words = (text: string) => foreignTags(text).map(tagAdvice);
  expect(words("Dear *|FNAME|*")).toEqual([
    "“*|FNAME|*” is a merge tag of Mailchimp, and readers would see it as it stands. Did you mean {{first_name}}?",
  ]);
  expect(words("Dear *|COUPON|*")[0]).toContain("There is no field for it here");
});

test("a field of a renewal is known to it alone", () => {
  expect(foreignTags("{{agree_url}}")).toHaveLength(1);
  expect(foreignTags("{{agree_url}}", ["agree_url"])).toEqual([]);
});
