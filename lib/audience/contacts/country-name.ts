const regions = new Intl.DisplayNames("en-GB", { type: "region" });

/** Returns the name of a country by its code: "CA" is "Canada". */
export const countryName = (code: string): string => regions.of(code) ?? code;
