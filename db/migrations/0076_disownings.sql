-- Each report "This wasn't me" keeps its own span, because a later one must not open what an earlier one closed.

create table disownings (
  user_id uuid not null references users on delete cascade,
  id uuid not null,
  since timestamptz not null,
  until timestamptz not null default clock_timestamp(),
  primary key (user_id, id)
);
comment on table disownings is 'Spans in which somebody else asked in a user''s name, as they reported. Rows are only added: what was asked for within never goes on.';
call wall_account('disownings');
insert into disownings (user_id, id, since, until)
select id, gen_random_uuid(), disowned_from, disowned_at from users where disowned_from is not null and disowned_at is not null;
comment on column users.disowned_from is 'Replaced by disownings. Kept for the rows of before.';

-- Whoever wrote a welcome mail last, because it goes on by itself.
alter table campaigns add column updated_by uuid;
comment on column campaigns.updated_by is 'Who wrote a welcome mail last. Null for campaigns, whose sender counts.';
