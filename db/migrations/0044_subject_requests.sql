-- What people ask about their own data, and until when they are owed an answer (GDPR 12, 15 to 22).

create table subject_requests (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('access', 'rectify', 'restrict', 'erase', 'object')),
  channel text not null check (channel in ('form', 'preferences', 'member')),
  email text check (length(email) <= 254),
  email_hash bytea not null,
  contact_id uuid,
  words text check (length(words) <= 2000),
  arrived text check (length(arrived) <= 500),
  locale text not null,
  ip text,
  user_agent text,
  created_at timestamptz not null default now(),
  received_on date not null,
  extended_at timestamptz,
  extension text check (length(extension) <= 1000),
  due_on date not null generated always as
    ((received_on + case when extended_at is null then interval '1 month' else interval '3 months' end)::date) stored,
  proof_hash bytea,
  proof_until timestamptz,
  identified_at timestamptz,
  reminded_at timestamptz,
  closed_at timestamptz,
  closed_by uuid,
  outcome text check (outcome in ('fulfilled', 'refused', 'withdrawn', 'disowned')),
  answer text check (length(answer) <= 2000),
  answer_mailed_at timestamptz,
  bundle_hash bytea,
  bundle_until timestamptz,
  bundle_withdrawn_at timestamptz,
  downloads integer not null default 0,
  downloaded_at timestamptz,
  primary key (workspace_id, id),
  check ((closed_at is null) = (outcome is null))
);
create index subject_requests_proof on subject_requests (proof_hash) where proof_hash is not null;
create index subject_requests_bundle on subject_requests (bundle_hash) where bundle_hash is not null;
create index subject_requests_open on subject_requests (workspace_id, due_on, id) where identified_at is not null and closed_at is null;
create index subject_requests_person on subject_requests (workspace_id, email_hash);
comment on table subject_requests is 'What people ask about their own data. It counts once the person proved their address; unproved ones go after 30 days. After an erasure the dates and the outcome stay, as proof of the answer (GDPR 5(2)).';
comment on column subject_requests.due_on is 'One month after receipt, or three where extended (GDPR 12(3)); the last day of a month that has no such day.';
comment on column subject_requests.arrived is 'For a request by letter or phone: how it came, and how the member made sure who asks (GDPR 12(6)).';
comment on column subject_requests.proof_hash is 'SHA-256 of the token in the mailed link. A new mail replaces it.';
call wall('subject_requests');
call guard('subject_requests');
