-- The contact as the file of one person's permission: their language, a corrected address, and a wish to come back that they
-- have not confirmed yet.

alter table contacts add column language text check (language ~ '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$');
comment on column contacts.language is 'Language the person reads, as a BCP 47 tag. Null: not known.';
alter table contacts add column address_corrected_at timestamptz;
alter table contacts add column address_corrected_by uuid;
comment on column contacts.address_corrected_at is 'When a member last corrected the address. The audit log holds both addresses, sealed.';

alter table consents add column requested boolean not null default false check (not requested or per_row);
comment on column consents.requested is 'True for a wish to come back that a member recorded. It grants nothing itself, as per_row says; the person''s own confirmation does.';
