-- The assessment behind a legitimate interest (GDPR 6(1)(f)): its three parts, kept in every version. And the names under which a
-- consent is given.

create table interest_assessments (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  newsletter_id uuid,
  purpose text not null check (length(purpose) between 1 and 3000),
  necessity text not null check (length(necessity) between 1 and 3000),
  balancing text not null check (length(balancing) between 1 and 3000),
  written_by uuid not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, newsletter_id) references newsletters
);
create index interest_assessments_newest on interest_assessments (workspace_id, newsletter_id, id desc);
comment on table interest_assessments is 'Why a legitimate interest outweighs: purpose, necessity and balancing, for one newsletter or (newsletter_id null) for all. Never edited: a new version takes the place of an old one, and consents name the version they rest on.';
create trigger interest_assessments_append_only before update on interest_assessments for each row execute function refuse_change();
call wall('interest_assessments');
call guard('interest_assessments');

-- Rows of a file share the names of the word that stands for all of it.
create trigger named before insert on consents for each row when (new.contact_id is null or new.import_id is null)
  execute function note_consent_names();
