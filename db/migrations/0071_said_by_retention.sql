-- What retention took is said by audit_drop_month alone: an entry of the application that says so would have verifying find a beginning nobody took away.
create or replace function audit_append(
  p_id uuid, p_workspace_id uuid, p_user_id uuid, p_actor_kind text, p_actor_id text, p_action text, p_result text,
  p_target text, p_detail text, p_origin audit_sealed, p_about audit_sealed, p_request_id text
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if p_workspace_id is distinct from app_workspace_id() and p_workspace_id is not null and session_user <> current_user then
    raise exception 'an entry for a workspace that was not entered' using errcode = 'insufficient_privilege';
  end if;
  if p_workspace_id is null and (p_user_id = '00000000-0000-0000-0000-000000000000'
    or exists (select from workspaces w where w.id = p_user_id))
  then
    raise exception 'an entry for an account that is none' using errcode = 'insufficient_privilege';
  end if;
  if p_action = 'audit_log.retain' then
    raise exception 'an entry only retention writes' using errcode = 'insufficient_privilege';
  end if;
  perform audit_append_at(p_id, p_workspace_id, p_user_id, p_actor_kind, p_actor_id, p_action, p_result, p_target, p_detail,
    p_origin, p_about, p_request_id, null);
end $$;
