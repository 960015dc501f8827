"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

/** Counts the seconds in which a bulk action can be undone, and shows the page anew when they are over. */
export function Countdown({ seconds }: { seconds: number }) {
  const [left, setLeft] = useState(seconds);
  const router = useRouter();
  useEffect(() => {
    const end = Date.now() + seconds * 1000;
    const timer = setInterval(() => {
      const now = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      setLeft(now);
      if (now > 0) return;
      clearInterval(timer);
      router.refresh();
    }, 250);
    return () => clearInterval(timer);
  }, [seconds, router]);
  return (
    <span className="tabular-nums">{left > 0 ? `It begins in ${waitWords(left)}.` : "It begins now."}</span>
  );
}

function waitWords(seconds: number) {
  if (seconds >= 120) return `${Math.ceil(seconds / 60)} minutes`;
  return `${seconds} ${seconds === 1 ? "second" : "seconds"}`;
}
