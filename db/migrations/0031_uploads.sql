-- Uploads: two at once into one import must not mix. The one that began last is the file; what another still writes is refused.

alter table imports add column upload_id uuid;
comment on column imports.upload_id is 'The upload that is writing chunks now; null before and after.';
