-- Canada allows implied consent for a while (CASL s.10(9)); the guide promises express consent. So the stricter is what a workspace starts with.

alter table workspaces add column canadian_consent text not null default 'express' check (canadian_consent in ('express', 'implied'));
comment on column workspaces.canadian_consent is 'What people in Canada must have given to be written to: express consent, or also implied consent that has not run out.';
