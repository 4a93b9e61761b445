import { type Kysely, sql } from 'kysely'

/** Orders, what was sent for them, what came back, what stopped them, and who did what. */
export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}

const statements = [
  `CREATE TABLE orders (
    shop text NOT NULL,
    order_id text NOT NULL,
    name text,
    stage text NOT NULL,
    stage_since timestamptz NOT NULL,
    skip_reason text,
    placed_at timestamptz,
    handed_updated_at timestamptz,
    held boolean NOT NULL DEFAULT false,
    turn_token text,
    PRIMARY KEY (shop, order_id)
  )`,
  'CREATE INDEX orders_by_stage ON orders (stage, stage_since)',
  'CREATE INDEX orders_by_placement ON orders (shop, placed_at)',

  `CREATE TABLE consignments (
    shop text NOT NULL,
    reference text NOT NULL,
    order_id text NOT NULL,
    ordinal integer NOT NULL,
    state text NOT NULL,
    location_id text NOT NULL,
    linnworks_location_id text NOT NULL,
    items jsonb NOT NULL,
    -- Whole, and exact up to 2^53: an integer is too small for rupiah.
    total_minor double precision NOT NULL,
    attempt_token text,
    sent_at timestamptz,
    linnworks_order_id text UNIQUE,
    linnworks_number integer,
    verified_at timestamptz,
    PRIMARY KEY (shop, reference),
    UNIQUE (shop, order_id, ordinal),
    FOREIGN KEY (shop, order_id) REFERENCES orders
  )`,

  `CREATE TABLE parcels (
    linnworks_order_id text PRIMARY KEY,
    shop text NOT NULL,
    order_id text NOT NULL,
    reference text NOT NULL,
    handed_at timestamptz,
    vendor text,
    tracking_number text,
    told_tracking_number text,
    units jsonb,
    attempt_token text,
    sent_at timestamptz,
    fulfillment_id text UNIQUE,
    posted_at timestamptz,
    FOREIGN KEY (shop, reference) REFERENCES consignments
  )`,
  'CREATE INDEX parcels_by_order ON parcels (shop, order_id)',

  `CREATE TABLE exceptions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shop text NOT NULL,
    order_id text NOT NULL,
    code text NOT NULL,
    owner text NOT NULL,
    sentence text NOT NULL,
    remedy text NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    FOREIGN KEY (shop, order_id) REFERENCES orders
  )`,
  'CREATE UNIQUE INDEX one_open_exception ON exceptions (shop, order_id) WHERE closed_at IS NULL',
  `CREATE TABLE exception_causes (
    exception_id bigint NOT NULL REFERENCES exceptions,
    cause_key text NOT NULL,
    PRIMARY KEY (exception_id, cause_key)
  )`,
  'CREATE INDEX exceptions_by_cause ON exception_causes (cause_key)',

  `CREATE TABLE sku_links (
    shop text NOT NULL,
    sku text NOT NULL,
    linnworks_sku text NOT NULL,
    linked_by text NOT NULL,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (shop, sku)
  )`,
  `CREATE TABLE linnworks_items (
    sku text PRIMARY KEY,
    stock_item_id text NOT NULL,
    seen_at timestamptz NOT NULL
  )`,
  `CREATE TABLE location_links (
    shop text NOT NULL,
    location_id text NOT NULL,
    linnworks_location_id text NOT NULL,
    linnworks_location_name text NOT NULL,
    linked_by text NOT NULL,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (shop, location_id)
  )`,

  'CREATE TABLE cursors (name text PRIMARY KEY, position timestamptz NOT NULL)',
  `CREATE TABLE budgets (
    name text PRIMARY KEY,
    capacity double precision NOT NULL,
    restored_per_second double precision NOT NULL,
    available double precision NOT NULL,
    counted_at_ms double precision NOT NULL
  )`,

  `CREATE TABLE inbox (
    webhook_id text PRIMARY KEY,
    shop text NOT NULL,
    topic text NOT NULL,
    order_id text NOT NULL,
    triggered_at timestamptz,
    received_at timestamptz NOT NULL,
    handed_at timestamptz
  )`,
  'CREATE INDEX inbox_waiting ON inbox (received_at) WHERE handed_at IS NULL',

  `CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    what text NOT NULL,
    why text NOT NULL,
    previous_hash text NOT NULL,
    hash text NOT NULL,
    UNIQUE (subject, previous_hash)
  )`,
  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'events are append-only'; END
  $$`,
  `CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  `CREATE TRIGGER events_never_emptied BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,

  `CREATE TABLE outages (
    vendor text NOT NULL,
    account text NOT NULL,
    since timestamptz NOT NULL,
    sentence text NOT NULL,
    PRIMARY KEY (vendor, account)
  )`,
]
