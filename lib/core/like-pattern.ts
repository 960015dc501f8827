/** Returns the pattern of LIKE for texts that hold a part, whose own signs of LIKE are letters like any other. */
export const likePattern = (part: string): string => `%${part.replace(/[\\%_]/g, "\\$&")}%`;
