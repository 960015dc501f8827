-- The team.

-- The directory: which workspace a key belongs to that comes without one. The only place that looks for a workspace's row in all of them;
-- signed links (lib/crypto/tokens.ts) carry theirs. Where workspaces live in several databases, this becomes a table beside the accounts.
create or replace function workspace_of(p_kind text, p_key bytea) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select case p_kind when 'invitation' then (
    select i.workspace_id from invitations i where i.token_hash = p_key or i.shown_token_hash = p_key) end
$$;

-- Who a link in an invitation speaks to, before anybody is a member: one row by its hash.
create or replace function invitation_by_token(p_token_hash bytea) returns table (
  id uuid, workspace_id uuid, workspace_name text, email text, role text, invited_by_name text, expires_at timestamptz,
  accepted_at timestamptz, cancelled_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select i.id, i.workspace_id, w.name, i.email, i.role, u.name, i.expires_at, i.accepted_at, i.cancelled_at
  from invitations i join workspaces w on w.id = i.workspace_id left join users u on u.id = i.invited_by
  where i.workspace_id = workspace_of('invitation', p_token_hash) and p_token_hash in (i.token_hash, i.shown_token_hash)
$$;

-- Whether a link was mailed, and so proves the address, or was shown to the inviter.
create or replace function invitation_was_mailed(p_token_hash bytea) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from invitations i
    where i.workspace_id = workspace_of('invitation', p_token_hash) and i.token_hash = p_token_hash)
$$;

-- Whether the address of an invitation has an account, told to whoever holds its link and to nobody about any other address.
create or replace function invitation_has_account(p_token_hash bytea) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from invitations i join users u on u.email = i.email and u.email_verified_at is not null and u.disabled_at is null
    where i.workspace_id = workspace_of('invitation', p_token_hash) and p_token_hash in (i.token_hash, i.shown_token_hash))
$$;
