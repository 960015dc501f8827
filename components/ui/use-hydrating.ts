"use client";
import { useSyncExternalStore } from "react";

const never = () => () => {};

/** Returns whether React is taking over what the server rendered. The render after that answers false. */
export const useHydrating = () =>
  useSyncExternalStore(
    never,
    () => false,
    () => true,
  );
