-- Restriction of one person's data (GDPR 18), and consents that lose what is personal when their person is erased (GDPR 17).

alter table contacts add column restricted_at timestamptz;
alter table contacts add column restricted_for uuid;
comment on column contacts.restricted_at is 'Since when the person''s data may only be stored (GDPR 18): no mail goes to them, and no export holds them but their own.';
comment on column contacts.restricted_for is 'The data-subject request that restricts them. Ending it lifts the restriction that it set.';
create index contacts_restricted on contacts (workspace_id, id) where restricted_at is not null;

create or replace trigger consents_append_only before update on consents for each row execute function consent_only_loses();

comment on table consents is 'Grants and withdrawals, never edited (GDPR 7(1)); after an erasure without what names the person. contact_id null: the attestation of an import, holding for every contact it brought.';
