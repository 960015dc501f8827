-- All grounds of CASL s.10, the law of a contact without a country, the facts of an own sale in a file, and addresses as they were given.

alter table consents drop constraint consents_basis_check, add constraint consents_basis_check check (basis in ('express', 'implied_purchase', 'implied_inquiry',
  'implied_non_business', 'implied_publication', 'implied_disclosed', 'legitimate_interest', 'withdrawal'));
alter table imports drop constraint imports_basis_check, add constraint imports_basis_check check (basis in ('express', 'implied_purchase', 'implied_inquiry',
  'implied_non_business', 'implied_publication', 'implied_disclosed', 'legitimate_interest'));

comment on column consents.soft_opt_in is 'True for a purchase or a legitimate interest that rests on an own sale: given_on is its day, and the evidence says what was bought and that an opt-out was offered then (ePrivacy 13(2)).';
alter table imports add column bought text check (length(bought) <= 300);
comment on column imports.bought is 'What the people of the file bought, where its ground is an own sale (ePrivacy 13(2)).';
alter table imports add column opt_out_offered boolean not null default false;
comment on column imports.opt_out_offered is 'Whether they could say no to mail when they bought. With it and a day, the ground counts as soft opt-in.';

alter table workspaces add column audience text not null default 'worldwide' check (audience in ('worldwide', 'canada', 'europe', 'elsewhere'));
comment on column workspaces.audience is 'Where people live of whom nothing tells the country. worldwide: anywhere, so that the strictest law applies.';
alter table contacts add column postal_code text check (length(postal_code) <= 20);
alter table contacts add column time_zone text check (length(time_zone) <= 60);
comment on column contacts.postal_code is 'Tells a country by its shape, where none is known.';
comment on column contacts.time_zone is 'Name of the IANA data base. Tells a country where none is known.';

create table former_addresses (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  address text not null check (length(address) <= 254),
  until timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contacts on delete cascade
);
create index former_addresses_contact on former_addresses (workspace_id, contact_id, until);
comment on table former_addresses is 'Addresses a contact had before a member corrected them: a receipt of consent names the one that was given. They go with the contact.';
call wall('former_addresses');
call guard('former_addresses');
