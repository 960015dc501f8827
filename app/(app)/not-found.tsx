import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export const metadata: Metadata = { title: "Not here" };

/** Stands where the page would, inside the frame of the product. */
export default function NotFound() {
  return (
    <>
      <PageHeader
        title="Nothing is at this address"
        description="It is gone, was never here, or belongs to a workspace you are not in."
      />
      <div className="flex flex-wrap gap-2">
        <Button href="/dashboard" variant="primary">
          Go to dashboard
        </Button>
        <Button href="/search">Search</Button>
      </div>
    </>
  );
}
