"use client";
import { useEffect, useState } from "react";

/** A box that ticks every row of the page. It needs scripts, and is not there without them. */
export function SelectPage({ form }: { form: string }) {
  const [ticked, setTicked] = useState({ some: 0, of: 0 });
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    const count = () => {
      const all = boxes(form);
      setTicked({ some: all.filter(({ checked }) => checked).length, of: all.length });
    };
    count();
    document.addEventListener("change", count);
    return () => document.removeEventListener("change", count);
  }, [form]);
  useEffect(() => {
    const sender = document.getElementById(form);
    const refuse = (event: SubmitEvent) => {
      const all = boxes(form);
      if (all.some(({ checked }) => checked)) return setAsked(false);
      event.preventDefault();
      setAsked(true);
      all[0]?.focus();
    };
    sender?.addEventListener("submit", refuse);
    return () => sender?.removeEventListener("submit", refuse);
  }, [form]);
  return (
    <>
      <label className="hidden min-h-8 items-center gap-2 text-13 scripted:flex">
        <input
          type="checkbox"
          className="choice"
          checked={ticked.of > 0 && ticked.some === ticked.of}
          onChange={({ target: { checked } }) => {
            for (const box of boxes(form)) box.checked = checked;
            setTicked(({ of }) => ({ some: checked ? of : 0, of }));
          }}
        />
        {ticked.some > 0 ? `${ticked.some} selected` : "Select page"}
      </label>
      <span role="alert" className="order-last text-13 text-danger-ink">
        {asked && ticked.some === 0 && "Select at least one contact."}
      </span>
    </>
  );
}

const boxes = (form: string) => [
  ...document.querySelectorAll<HTMLInputElement>(`input[type=checkbox][form="${form}"]`),
];
