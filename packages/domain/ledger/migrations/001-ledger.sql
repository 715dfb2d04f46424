-- Amounts are whole numbers up to 2^64 - 1; totals hold the sum of 2^64 of them.
-- The lock on an account's row guards everything that belongs to it: its pendings, its windows, and
-- which signals are due. Account rows are locked in the order of their ids, before anything is read
-- that a decision rests on.

create table ledger.accounts (
  id uuid primary key,
  ledger integer not null,
  kind text not null
    check (kind in ('asset', 'peer', 'incoming', 'outgoing', 'wallet-address', 'settlement')),
  debits_posted numeric(39, 0) not null default 0,
  debits_pending numeric(39, 0) not null default 0,
  -- The part of debits_pending that windows reserve.
  debits_in_windows numeric(39, 0) not null default 0,
  credits_posted numeric(39, 0) not null default 0,
  credits_pending numeric(39, 0) not null default 0,
  report_credits boolean not null default false,
  report_low_at numeric(20, 0),
  created_at timestamptz not null,
  constraint accounts_not_negative check (
    least(debits_posted, debits_in_windows, credits_posted, credits_pending) >= 0
    and debits_pending >= debits_in_windows
  ),
  -- The functions below refuse what would break this; here it is true whoever writes.
  constraint accounts_not_overdrawn check (
    case when kind = 'settlement'
      then credits_posted + credits_pending <= debits_posted
      else debits_posted + debits_pending <= credits_posted
    end
  )
  -- Room in each page for new versions of its rows, which change with every commit.
) with (fillfactor = 50);

-- What has happened, for good: rows are added and never changed.
create table ledger.transfers (
  id uuid primary key,
  ledger integer not null,
  debit_id uuid not null,
  credit_id uuid not null,
  amount numeric(20, 0) not null check (amount > 0),
  code text not null check (code in ('transfer', 'deposit', 'withdrawal')),
  state text not null check (state in ('posted', 'voided', 'expired')),
  created_at timestamptz not null,
  expires_at timestamptz
);

create index transfers_debits on ledger.transfers (debit_id, created_at);
create index transfers_credits on ledger.transfers (credit_id, created_at);

-- What is reserved; a row moves to transfers when it is posted, voided or released.
create table ledger.pendings (
  id uuid primary key,
  -- The first of the pendings that were made together, where there are several.
  link_id uuid,
  ledger integer not null,
  debit_id uuid not null,
  credit_id uuid not null,
  amount numeric(20, 0) not null check (amount > 0),
  code text not null check (code in ('transfer', 'deposit', 'withdrawal')),
  created_at timestamptz not null,
  expires_at timestamptz
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

create index pendings_debits on ledger.pendings (debit_id, created_at);
create index pendings_expiry on ledger.pendings (expires_at) where expires_at is not null;
create index pendings_links on ledger.pendings (link_id) where link_id is not null;

create table ledger.windows (
  id uuid primary key,
  account_id uuid not null,
  books_id uuid not null,
  amount numeric(39, 0) not null check (amount >= 0),
  expires_at timestamptz not null
) with (fillfactor = 50);

-- The last commit of each process's books, and what was answered to it.
create table ledger.books (
  id uuid primary key,
  number bigint not null,
  result jsonb,
  committed_at timestamptz not null
) with (fillfactor = 50);

-- Not unique by account and signal: the insert of a second row would wait for the consumer that is
-- deleting the first, and that consumer may wait for the account. See tell_signals.
create table ledger.signals (
  id bigint generated always as identity primary key,
  account_id uuid not null,
  signal text not null check (signal in ('credited', 'low')),
  created_at timestamptz not null
);

create index signals_account on ledger.signals (account_id, signal);
create index signals_order on ledger.signals (signal, id);


-- What can still be debited; of a settlement account, what can still be credited.
create function ledger.available(account ledger.accounts) returns numeric
language sql immutable as $$
  select case when account.kind = 'settlement'
    then account.debits_posted - account.credits_posted - account.credits_pending
    else account.credits_posted - account.debits_posted - account.debits_pending
  end
$$;


-- Locks the accounts, and those of the pendings, in the order of their ids. Gives what accounts
-- that report something were like before, for tell_signals.
create function ledger.lock_accounts(
  account_ids uuid[], pending_ids uuid[],
  out reporting_ids uuid[], out credits_before numeric[], out liquidity_before numeric[]
)
language plpgsql as $$
begin
  with wanted as (
    select unnest(account_ids) as id
    union
    select unnest(array[p.debit_id, p.credit_id])
    from ledger.pendings p where p.id = any (pending_ids)
  ), locked as (
    select a.id, a.credits_posted, ledger.available(a) + a.debits_in_windows as liquidity,
      a.report_credits or a.report_low_at is not null as reports
    from ledger.accounts a
    where a.id = any (array(select w.id from wanted w))
    order by a.id
    for no key update
  )
  select array_agg(l.id) filter (where l.reports),
    array_agg(l.credits_posted) filter (where l.reports),
    array_agg(l.liquidity) filter (where l.reports)
  into reporting_ids, credits_before, liquidity_before
  from locked l;
end
$$;


-- Writes down what the accounts asked to be told. A signal that waits already is locked instead of
-- written again: so its consumer, who skips locked rows, takes it when this transaction is visible.
-- One that a consumer is taking at this moment is written anew: that consumer may not see us.
create function ledger.tell_signals(
  moment timestamptz, reporting_ids uuid[], credits_before numeric[], liquidity_before numeric[]
) returns text[]
language plpgsql as $$
declare
  told text[];
begin
  if reporting_ids is null then return null; end if;
  with due as (
    select a.id as account_id, s.signal
    from unnest(reporting_ids, credits_before, liquidity_before) as b (id, credits, liquidity)
    join ledger.accounts a on a.id = b.id
    cross join lateral (values
      ('credited', a.report_credits and a.credits_posted > b.credits),
      ('low', b.liquidity > a.report_low_at
        and ledger.available(a) + a.debits_in_windows <= a.report_low_at)
    ) as s (signal, happened)
    where s.happened
  ), waiting as (
    select s.account_id, s.signal
    from ledger.signals s join due d on d.account_id = s.account_id and d.signal = s.signal
    for update of s skip locked
  ), written as (
    insert into ledger.signals (account_id, signal, created_at)
    select d.account_id, d.signal, moment from due d
    where not exists (
      select from waiting w where w.account_id = d.account_id and w.signal = d.signal
    )
  )
  select array_agg(distinct d.signal) into told from due d;
  return told;
end
$$;


-- Books sums, drawing them from the windows. Sums with the same bundle number are linked. Gives
-- refusals as {"<bundle>": "<refusal>"}. The accounts are locked.
create function ledger.draw_windows(
  moment timestamptz, window_ids uuid[],
  bundles integer[], ids uuid[], debits uuid[], credits uuid[], amounts numeric[]
) returns jsonb
language plpgsql as $$
declare
  refusals jsonb;
begin
  with sums as (
    select * from unnest(bundles, ids, debits, credits, amounts)
      as s (bundle, id, debit_id, credit_id, amount)
  ), short as (
    select s.debit_id
    from sums s left join ledger.windows w on w.account_id = s.debit_id and w.id = any (window_ids)
    group by s.debit_id
    having sum(s.amount) > coalesce(max(w.amount), 0)
  ), judged as (
    select s.*, d.ledger,
      case
        when s.debit_id in (select debit_id from short) then 'WindowExpired'
        when c.id is null or c.kind = 'settlement' then 'CreditAccountUnknown'
        when c.ledger <> d.ledger then 'DifferentLedgers'
      end as refusal
    from sums s
    left join ledger.accounts d on d.id = s.debit_id
    left join ledger.accounts c on c.id = s.credit_id
  ), refused as (
    select j.bundle, min(j.refusal) as refusal
    from judged j where j.refusal is not null group by j.bundle
  ), booked as (
    select * from judged j where j.bundle not in (select r.bundle from refused r)
  ), recorded as (
    insert into ledger.transfers (id, ledger, debit_id, credit_id, amount, code, state, created_at)
    select b.id, b.ledger, b.debit_id, b.credit_id, b.amount, 'transfer', 'posted', moment
    from booked b
  ), drawn as (
    update ledger.windows w set amount = w.amount - b.amount
    from (select debit_id, sum(amount) as amount from booked group by debit_id) b
    where w.account_id = b.debit_id and w.id = any (window_ids)
  ), moved as (
    update ledger.accounts a
    set debits_posted = a.debits_posted + m.debits,
      debits_pending = a.debits_pending - m.debits,
      debits_in_windows = a.debits_in_windows - m.debits,
      credits_posted = a.credits_posted + m.credits
    from (
      select s.account_id, sum(s.debits) as debits, sum(s.credits) as credits
      from (
        select debit_id as account_id, amount as debits, 0 as credits from booked
        union all
        select credit_id, 0, amount from booked
      ) s group by s.account_id
    ) m
    where a.id = m.account_id
  )
  select coalesce(jsonb_object_agg(r.bundle, r.refusal), '{}') into refusals from refused r;
  return refusals;
end
$$;


-- Brings windows to their targets, see WindowChange. `drawn` are the accounts that this commit's
-- sums debit. Gives what each window holds now, or null where one ran out that something was held
-- of or drawn from. The accounts are locked.
create function ledger.resize_windows(
  owner_id uuid, share numeric,
  ids uuid[], accounts uuid[], floors numeric[], needs numeric[], targets numeric[],
  expiries timestamptz[], drawn uuid[]
) returns text[]
language plpgsql as $$
declare
  results text[];
begin
  with found as (
    select c.*, w.id is not null as is_open, coalesce(w.amount, 0) as held,
      case when a.kind <> 'settlement' then ledger.available(a) else 0 end as room
    from unnest(ids, accounts, floors, needs, targets, expiries) with ordinality
      as c (id, account_id, floor, needed, target, expires_at, place)
    left join ledger.windows w on w.id = c.id
    left join ledger.accounts a on a.id = c.account_id
  ), needy as (
    select f.*, greatest(least(f.needed - f.held, f.room), 0) as for_needs from found f
  ), planned as (
    select n.*,
      case
        when not n.is_open and (n.floor > 0 or n.account_id = any (drawn)) then null
        when n.target <= n.held then greatest(n.target, n.floor)
        else n.held + n.for_needs + greatest(
          least(n.target - n.held - n.for_needs, div(n.room - n.for_needs, share)), 0)
      end as granted
    from needy n
  ), closed as (
    delete from ledger.windows w using planned p where w.id = p.id and p.granted = 0
  ), kept as (
    insert into ledger.windows (id, account_id, books_id, amount, expires_at)
    select p.id, p.account_id, owner_id, p.granted, p.expires_at from planned p where p.granted > 0
    on conflict (id) do update set amount = excluded.amount, expires_at = excluded.expires_at
  ), reserved as (
    update ledger.accounts a
    set debits_pending = a.debits_pending + p.granted - p.held,
      debits_in_windows = a.debits_in_windows + p.granted - p.held
    from planned p where a.id = p.account_id and p.granted <> p.held
  )
  select array_agg(p.granted::text order by p.place) into results from planned p;
  return results;
end
$$;


-- Does groups of operations, each all or none, see LinkedOperations; operations of a group follow
-- each other. Gives refusals as {"<group>": ["<refusal>", <place in the group from 0>]}. The
-- accounts are locked. Decides in memory, in order, then writes everything in a few statements.
create function ledger.apply_groups(
  moment timestamptz, groups integer[], kinds text[], ids uuid[], debits uuid[], credits uuid[],
  amounts numeric[], codes text[], expiries timestamptz[], links uuid[]
) returns jsonb
language plpgsql as $$
declare
  refusals jsonb := '{}';
  operations constant integer := cardinality(ids);
  -- Accounts, by index.
  account_ids uuid[]; ledgers integer[]; settles boolean[]; rooms numeric[];
  -- What is known of an id, by its slot: the place of the first operation with that id.
  slots integer[] := array_fill(0, array[operations]);
  found_states text[]; states text[]; slot_amounts numeric[];
  slot_debits integer[]; slot_credits integer[];
  -- Effects by operation; on the debit and the credit side alike.
  done boolean[] := array_fill(false, array[operations]);
  effect_debits integer[] := array_fill(0, array[operations]);
  effect_credits integer[] := array_fill(0, array[operations]);
  effects_posted numeric[] := array_fill(0::numeric, array[operations]);
  effects_pending numeric[] := array_fill(0::numeric, array[operations]);
  rooms_saved numeric[]; states_saved text[]; amounts_saved numeric[];
  current_group integer; group_start integer; group_refused boolean;
  refusal text; slot integer; debit integer; credit integer; posted numeric; pending numeric;
begin
  if operations = 0 then return refusals; end if;

  select array_agg(a.id), array_agg(a.ledger), array_agg(a.kind = 'settlement'),
    array_agg(ledger.available(a))
  into account_ids, ledgers, settles, rooms
  from ledger.accounts a
  where a.id = any (debits || credits || array(
    select unnest(array[p.debit_id, p.credit_id]) from ledger.pendings p where p.id = any (ids)));

  select array_agg(k.state), array_agg(k.amount), array_agg(k.debit), array_agg(k.credit)
  into found_states, slot_amounts, slot_debits, slot_credits
  from (
    select p.amount, array_position(account_ids, p.debit_id) as debit,
      array_position(account_ids, p.credit_id) as credit,
      case
        when p.expires_at <= moment then 'expired'
        when p.id is not null then 'pending'
        else t.state
      end as state
    from unnest(ids) with ordinality as o (id, place)
    left join ledger.pendings p on p.id = o.id
    left join ledger.transfers t on t.id = o.id
    order by o.place
  ) k;
  states := found_states;

  for i in 1..operations loop
    if groups[i] is distinct from current_group then
      current_group := groups[i];
      group_start := i;
      group_refused := false;
      if i < operations and groups[i + 1] = current_group then
        rooms_saved := rooms; states_saved := states; amounts_saved := slot_amounts;
      end if;
    end if;
    continue when group_refused;

    slot := array_position(ids, ids[i]);
    slots[i] := slot;
    if kinds[i] = 'transfer' or kinds[i] = 'pending' then
      debit := array_position(account_ids, debits[i]);
      credit := array_position(account_ids, credits[i]);
      refusal := case
        when states[slot] is not null then 'TransferExists'
        when debit is null then 'DebitAccountUnknown'
        when credit is null then 'CreditAccountUnknown'
        when ledgers[debit] <> ledgers[credit] then 'DifferentLedgers'
        when not settles[debit] and rooms[debit] < amounts[i] then 'InsufficientBalance'
        when settles[credit] and rooms[credit] < amounts[i] then 'InsufficientBalance'
      end;
      posted := case when kinds[i] = 'transfer' then amounts[i] else 0 end;
      pending := amounts[i] - posted;
    else
      debit := slot_debits[slot];
      credit := slot_credits[slot];
      refusal := case
        when states[slot] is null then 'TransferUnknown'
        when states[slot] = 'posted' then 'AlreadyPosted'
        when states[slot] = 'voided' then 'AlreadyVoided'
        when states[slot] = 'expired' then 'TransferExpired'
        -- It appeared after the accounts were locked: its maker cannot have told anyone yet.
        when debit is null or credit is null then 'TransferUnknown'
        when amounts[i] > slot_amounts[slot] then 'AmountInvalid'
      end;
      posted := case
        when kinds[i] = 'post' then coalesce(amounts[i], slot_amounts[slot]) else 0 end;
      pending := -slot_amounts[slot];
    end if;

    if refusal is not null then
      refusals := refusals || jsonb_build_object(
        current_group, jsonb_build_array(refusal, i - group_start));
      group_refused := true;
      if i > group_start then
        rooms := rooms_saved; states := states_saved; slot_amounts := amounts_saved;
        for j in group_start..i - 1 loop done[j] := false; end loop;
      end if;
      continue;
    end if;

    done[i] := true;
    effect_debits[i] := debit;
    effect_credits[i] := credit;
    effects_posted[i] := posted;
    effects_pending[i] := pending;
    rooms[debit] := case when settles[debit]
      then rooms[debit] + posted else rooms[debit] - posted - pending end;
    rooms[credit] := case when settles[credit]
      then rooms[credit] - posted - pending else rooms[credit] + posted end;
    states[slot] := case kinds[i]
      when 'pending' then 'pending' when 'void' then 'voided' else 'posted' end;
    -- What a pending reserves, or what was posted; a voided one keeps what it had reserved.
    if kinds[i] <> 'void' then slot_amounts[slot] := posted + greatest(pending, 0); end if;
    slot_debits[slot] := debit;
    slot_credits[slot] := credit;
  end loop;

  perform ledger.move_totals(
    account_ids, done, effect_debits, effect_credits, effects_posted, effects_pending);

  with ended as (
    delete from ledger.pendings p
    using unnest(ids, found_states, states, slot_amounts) as k (id, found, state, amount)
    where p.id = k.id and k.found = 'pending' and k.state <> 'pending'
    returning p.*, k.state, k.amount as final_amount
  )
  insert into ledger.transfers
    (id, ledger, debit_id, credit_id, amount, code, state, created_at, expires_at)
  select e.id, e.ledger, e.debit_id, e.credit_id, e.final_amount, e.code, e.state, e.created_at,
    e.expires_at
  from ended e;

  insert into ledger.transfers
    (id, ledger, debit_id, credit_id, amount, code, state, created_at, expires_at)
  select o.id, ledgers[o.debit], o.debit_id, o.credit_id, slot_amounts[o.slot], o.code,
    states[o.slot], moment, o.expires_at
  from unnest(done, kinds, slots, ids, effect_debits, debits, credits, codes, expiries)
    as o (done, kind, slot, id, debit, debit_id, credit_id, code, expires_at)
  where o.done and o.kind in ('transfer', 'pending') and states[o.slot] <> 'pending';

  insert into ledger.pendings
    (id, link_id, ledger, debit_id, credit_id, amount, code, created_at, expires_at)
  select o.id, o.link_id, ledgers[o.debit], o.debit_id, o.credit_id, o.amount, o.code, moment,
    o.expires_at
  from unnest(
    done, kinds, slots, ids, links, effect_debits, debits, credits, amounts, codes, expiries
  ) as o (done, kind, slot, id, link_id, debit, debit_id, credit_id, amount, code, expires_at)
  where o.done and o.kind = 'pending' and states[o.slot] = 'pending';

  return refusals;
end
$$;


-- Adds the effects of operations to the totals of their accounts.
create function ledger.move_totals(
  account_ids uuid[], done boolean[], debits integer[], credits integer[],
  posted numeric[], pending numeric[]
) returns void
language plpgsql as $$
begin
  with effects as (
    select * from unnest(done, debits, credits, posted, pending)
      as e (done, debit, credit, posted, pending)
    where e.done
  ), sides as (
    select e.debit as account, e.posted as debits_posted, e.pending as debits_pending,
      0 as credits_posted, 0 as credits_pending
    from effects e
    union all
    select e.credit, 0, 0, e.posted, e.pending from effects e
  )
  update ledger.accounts a
  set debits_posted = a.debits_posted + m.debits_posted,
    debits_pending = a.debits_pending + m.debits_pending,
    credits_posted = a.credits_posted + m.credits_posted,
    credits_pending = a.credits_pending + m.credits_pending
  from (
    select account_ids[s.account] as id, sum(s.debits_posted) as debits_posted,
      sum(s.debits_pending) as debits_pending, sum(s.credits_posted) as credits_posted,
      sum(s.credits_pending) as credits_pending
    from sides s group by s.account
  ) m
  where a.id = m.id;
end
$$;


-- LedgerWriter.apply: one group of operations. `refused` is null, or why and at which place from 0;
-- `told` is null, or the signals to announce after the commit.
create function ledger.apply(
  moment timestamptz, kinds text[], ids uuid[], debits uuid[], credits uuid[], amounts numeric[],
  codes text[], expiries timestamptz[], links uuid[], out refused jsonb, out told text[]
)
language plpgsql
-- A plan is kept for the life of a connection, and making one takes longer than the work. Made
-- while tables were small, it must not read them whole when they have grown: so plans are made
-- once, and only ever look rows up by their keys.
set plan_cache_mode = force_generic_plan set jit = off
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  before record;
  refusals jsonb;
begin
  select * into before from ledger.lock_accounts(debits || credits, ids);
  refusals := ledger.apply_groups(
    moment, array_fill(0, array[cardinality(ids)]), kinds, ids, debits, credits, amounts, codes,
    expiries, links);
  told := ledger.tell_signals(
    moment, before.reporting_ids, before.credits_before, before.liquidity_before);
  refused := refusals -> '0';
end
$$;


-- LedgerStore.commit: one flush of a process's books. The row of the books comes before all
-- accounts in the order of locks, and only its owner locks it: a commit sent again waits there for
-- its first self.
create function ledger.commit(
  moment timestamptz, owner_id uuid, commit_number bigint, share numeric,
  window_ids uuid[], window_accounts uuid[], window_floors numeric[], window_needs numeric[],
  window_targets numeric[], window_expiries timestamptz[],
  sum_bundles integer[], sum_ids uuid[], sum_debits uuid[], sum_credits uuid[],
  sum_amounts numeric[],
  op_groups integer[], op_kinds text[], op_ids uuid[], op_debits uuid[], op_credits uuid[],
  op_amounts numeric[], op_codes text[], op_expiries timestamptz[], op_links uuid[]
) returns jsonb
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  last ledger.books;
  before record;
  answer jsonb := '{"windows": [], "sums": {}, "groups": {}}';
begin
  insert into ledger.books (id, number, committed_at) values (owner_id, -1, moment)
  on conflict do nothing;
  select * into last from ledger.books b where b.id = owner_id for no key update;
  if last.number = commit_number then return last.result; end if;
  if last.number > commit_number then
    raise exception 'commit % of books % comes after %', commit_number, owner_id, last.number;
  end if;

  select * into before from ledger.lock_accounts(
    window_accounts || sum_debits || sum_credits || op_debits || op_credits, op_ids);
  if cardinality(sum_ids) > 0 then
    answer := jsonb_set(answer, '{sums}', ledger.draw_windows(
      moment, window_ids, sum_bundles, sum_ids, sum_debits, sum_credits, sum_amounts));
  end if;
  if cardinality(window_ids) > 0 then
    answer := jsonb_set(answer, '{windows}', to_jsonb(ledger.resize_windows(
      owner_id, share, window_ids, window_accounts, window_floors, window_needs, window_targets,
      window_expiries, sum_debits)));
  end if;
  if cardinality(op_ids) > 0 then
    answer := jsonb_set(answer, '{groups}', ledger.apply_groups(
      moment, op_groups, op_kinds, op_ids, op_debits, op_credits, op_amounts, op_codes, op_expiries,
      op_links));
  end if;
  answer := answer || jsonb_build_object('told', ledger.tell_signals(
    moment, before.reporting_ids, before.credits_before, before.liquidity_before));

  update ledger.books b set number = commit_number, result = answer, committed_at = moment
  where b.id = owner_id;
  return answer;
end
$$;


-- LedgerStore.releaseExpired: at most `batch` pendings and `batch` windows. Waits for accounts
-- rather than skip those that are locked: the row of a busy account is hardly ever free.
create function ledger.release_expired(moment timestamptz, batch integer, out released bigint)
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  pending_ids uuid[];
  window_ids uuid[];
begin
  pending_ids := array(
    select p.id from ledger.pendings p where p.expires_at <= moment
    order by p.expires_at limit batch);
  window_ids := array(
    select w.id from ledger.windows w where w.expires_at <= moment
    order by w.expires_at limit batch);
  perform ledger.lock_accounts(
    array(select w.account_id from ledger.windows w where w.id = any (window_ids)), pending_ids);

  with pendings as (
    delete from ledger.pendings p where p.id = any (pending_ids) and p.expires_at <= moment
    returning p.*
  ), recorded as (
    insert into ledger.transfers
      (id, ledger, debit_id, credit_id, amount, code, state, created_at, expires_at)
    select p.id, p.ledger, p.debit_id, p.credit_id, p.amount, p.code, 'expired', p.created_at,
      p.expires_at
    from pendings p
  ), windows as (
    delete from ledger.windows w where w.id = any (window_ids) and w.expires_at <= moment
    returning w.*
  ), sides as (
    select debit_id as account_id, amount as debits, 0 as windows, 0 as credits from pendings
    union all
    select credit_id, 0, 0, amount from pendings
    union all
    select account_id, amount, amount, 0 from windows
  ), moved as (
    update ledger.accounts a
    set debits_pending = a.debits_pending - m.debits,
      debits_in_windows = a.debits_in_windows - m.windows,
      credits_pending = a.credits_pending - m.credits
    from (
      select s.account_id, sum(s.debits) as debits, sum(s.windows) as windows,
        sum(s.credits) as credits
      from sides s group by s.account_id
    ) m
    where a.id = m.account_id
  )
  select (select count(*) from pendings) + (select count(*) from windows) into released;
end
$$;
