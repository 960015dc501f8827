-- Running the installation: rotations of its encryption keys.

create table key_rotations (
  id uuid primary key,
  mode text not null check (mode in ('rewrap', 'reseal')),
  ring_key_id text not null,
  asked_by uuid,
  total int not null,
  failed int not null default 0,
  problem text,
  held_by uuid,
  held_until timestamptz,
  started_at timestamptz not null default now(),
  finished_at timestamptz
);
create unique index key_rotations_one on key_rotations ((true)) where finished_at is null;
create index key_rotations_latest on key_rotations (started_at desc);
comment on table key_rotations is 'Rotations of the encryption keys, one at a time. rewrap: every data key under ring_key_id. reseal: new data keys, and what the old ones sealed sealed anew. Goes on where it stopped.';
