-- What the tables of teams are built with.

-- A workspace keeps naming who left it. An account or a workspace that is deleted leaves no such row behind.
create or replace function note_former_member() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    delete from former_members where workspace_id = new.workspace_id and user_id = new.user_id;
  else
    insert into former_members (workspace_id, user_id) select w.id, u.id from workspaces w, users u
    where w.id = old.workspace_id and u.id = old.user_id
    on conflict (workspace_id, user_id) do update set left_at = now();
  end if;
  return null;
end $$;
