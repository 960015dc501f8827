import { type RefObject, useEffect } from "react";

/** Scrolls a link into sight, when it is the current one, in a strip that is wider than the screen. */
export function useReveal(link: RefObject<HTMLElement | null>, current: boolean): void {
  useEffect(() => {
    const strip = link.current?.closest(".strip");
    if (!current || !link.current || !strip) return;
    const { left, width } = link.current.getBoundingClientRect();
    const box = strip.getBoundingClientRect();
    strip.scrollLeft += left + width / 2 - (box.left + box.width / 2);
  }, [link, current]);
}
