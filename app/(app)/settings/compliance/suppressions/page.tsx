import { redirect } from "next/navigation";

/** The list is the compliance page itself as long as it is the only one there. */
export default function SuppressionsPage() {
  redirect("/settings/compliance");
}
