"use server";
import type { FormAction } from "#components/forms/form-state.ts";
import { stepUpAction } from "#lib/web/step-up.ts";

export const proveAction: FormAction = async (state, data) => stepUpAction(state, data);
