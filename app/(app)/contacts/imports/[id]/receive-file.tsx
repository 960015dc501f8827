import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { uploadOpen, uploadPath, uploadToken } from "#lib/audience/imports/upload-link.ts";
import type { Member } from "#lib/core/actor.ts";
import { cancelImportAction } from "../actions.ts";
import { againHref, type Import } from "../states.ts";
import { UploadForm } from "./upload-form.tsx";

type Props = { row: Import; actor: Member; mayChange: boolean };

/** The form that takes the file, for as long as its link is good. */
export async function ReceiveFile({ row, actor, mayChange }: Props) {
  if (!mayChange)
    return (
      <Notice title="The file is not here yet">A member with the right to import has to upload it.</Notice>
    );
  const discard = (
    <SubmitForm
      action={cancelImportAction}
      hidden={{ importId: row.id }}
      submit="Discard this import"
      submitVariant="ghost"
      className="-ms-3"
    />
  );
  if (!uploadOpen(row.createdAt)) {
    return (
      <div className="grid max-w-160 gap-4">
        <Notice
          tone="warn"
          title="This form is more than a day old"
          action={
            <Button href={againHref(row)} variant="primary">
              Begin again with the same answers
            </Button>
          }
        >
          A file has to be uploaded within a day of the answers it rests on.
        </Notice>
        {discard}
      </div>
    );
  }
  return (
    <div className="grid max-w-160 gap-2">
      <UploadForm path={await uploadPath(actor, row.id)} token={await uploadToken(actor, row.id)}>
        {discard}
      </UploadForm>
    </div>
  );
}
