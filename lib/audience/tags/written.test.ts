import { expect, test } from "@playwright/test";
import { joinTags, splitTags, splitTagsOfFile } from "./written.ts";

const trimmed = (tags: string[]) => tags.map((tag) => tag.trim()).filter(Boolean);

test("tags are read as each tool writes them", () => {
  const two = ["Harbour", "Old friends"];
  for (const cell of [
    "Harbour,Old friends",
    '"Harbour","Old friends"',
    '"Harbour", "Old friends"',
    '\\"Harbour\\",\\"Old friends\\"',
    '""Harbour"",""Old friends""',
    '"""Harbour""","""Old friends"""',
    '["Harbour","Old friends"]',
    "Harbour; Old friends",
    "Harbour|Old friends",
    "Harbour\nOld friends",
  ])
    expect(trimmed(splitTagsOfFile(cell)), cell).toEqual(two);
  expect(splitTagsOfFile('"Fans, old","VIP"')).toEqual(["Fans, old", "VIP"]);
  expect(splitTagsOfFile('"Fans of ""Jaws""",VIP')).toEqual(['Fans of "Jaws"', "VIP"]);
  expect(trimmed(splitTagsOfFile('5" pipe, VIP'))).toEqual(['5" pipe', "VIP"]);
  expect(trimmed(splitTagsOfFile('"never closed, VIP'))).toEqual(['"never closed', "VIP"]);
  expect(splitTagsOfFile("R&D; only, VIP")).toEqual(["R&D; only", " VIP"]);
  expect(trimmed(splitTagsOfFile('""'))).toEqual([]);
});

test("written tags are read back as they were", () => {
  const tags = ["Harbour", "Fans, old", 'Fans of "Jaws"', "a;b", "c|d"];
  expect(trimmed(splitTags(joinTags(tags)))).toEqual(tags);
  expect(trimmed(splitTagsOfFile(joinTags(tags)))).toEqual(tags);
});
