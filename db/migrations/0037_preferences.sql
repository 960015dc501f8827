-- What a subscriber chooses on their own preference page.

alter table contacts add column paused_until timestamptz;
comment on column contacts.paused_until is 'Until then the person wants no campaign. They chose it themselves, and nothing is sent later in its place.';
