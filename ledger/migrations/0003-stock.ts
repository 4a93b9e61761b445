import { type Kysely, sql } from 'kysely'

/** What is sold where and how many there are, what was written about it and why, and the brakes. */
export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}

const statements = [
  // What each shop sells, and which stock item of Linnworks that is.
  `CREATE TABLE shop_items (
    shop text NOT NULL,
    inventory_item_id text NOT NULL,
    variant_id text NOT NULL,
    sku text NOT NULL,
    title text NOT NULL,
    tracked boolean NOT NULL,
    is_bundle boolean NOT NULL,
    product_status text NOT NULL,
    stock_item_id text,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (shop, inventory_item_id)
  )`,
  'CREATE INDEX shop_items_by_sku ON shop_items (shop, sku)',
  'CREATE INDEX shop_items_by_stock_item ON shop_items (stock_item_id)',

  `CREATE TABLE linnworks_components (
    stock_item_id text NOT NULL,
    component_id text NOT NULL,
    quantity integer NOT NULL,
    PRIMARY KEY (stock_item_id, component_id)
  )`,
  'CREATE INDEX linnworks_components_by_component ON linnworks_components (component_id)',
  `CREATE TABLE linnworks_levels (
    stock_item_id text NOT NULL,
    linnworks_location_id text NOT NULL,
    available integer NOT NULL,
    tracked boolean NOT NULL,
    read_at timestamptz NOT NULL,
    -- By how many units it fell without our doing, per second: what other channels take.
    falls_per_second double precision NOT NULL DEFAULT 0,
    PRIMARY KEY (stock_item_id, linnworks_location_id)
  )`,
  // One pass over all of Linnworks' items serves every shop.
  `CREATE TABLE linnworks_passes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started_at timestamptz NOT NULL,
    beat_at timestamptz NOT NULL,
    holder text NOT NULL,
    next_page integer NOT NULL DEFAULT 1,
    items integer NOT NULL DEFAULT 0,
    empty_levels integer NOT NULL DEFAULT 0,
    finished_at timestamptz
  )`,

  // Each item at each location: what was read, what follows from it, what was written.
  `CREATE TABLE stock_levels (
    shop text NOT NULL,
    inventory_item_id text NOT NULL,
    location_id text NOT NULL,
    on_hand integer NOT NULL,
    committed integer NOT NULL,
    is_active boolean NOT NULL,
    read_at timestamptz NOT NULL,
    planned_at timestamptz,
    standing text,
    reason text,
    available integer,
    in_linnworks integer,
    left_shelf integer,
    elsewhere integer,
    buffer integer,
    target integer,
    stock_read_at timestamptz,
    written integer,
    written_at timestamptz,
    -- What it held when that was last found right, and when: what differs later was changed since.
    known_on_hand integer,
    known_at timestamptz,
    write_key text,
    write_sent_at timestamptz,
    healed_at timestamptz,
    heals integer NOT NULL DEFAULT 0,
    hot_until timestamptz,
    hot_reason text,
    sold_per_second double precision NOT NULL DEFAULT 0,
    PRIMARY KEY (shop, inventory_item_id, location_id)
  )`,
  'CREATE INDEX stock_levels_hot ON stock_levels (shop, hot_until) WHERE hot_until IS NOT NULL',
  'CREATE INDEX stock_levels_unsettled ON stock_levels (shop) WHERE write_key IS NOT NULL',

  // Every write that left, with the arithmetic that it stood on.
  `CREATE TABLE stock_writes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shop text NOT NULL,
    inventory_item_id text NOT NULL,
    location_id text NOT NULL,
    write_key text NOT NULL,
    lane text NOT NULL,
    change_from integer NOT NULL,
    on_hand integer NOT NULL,
    committed integer NOT NULL,
    available integer NOT NULL,
    in_linnworks integer NOT NULL,
    left_shelf integer NOT NULL,
    elsewhere integer NOT NULL,
    buffer integer NOT NULL,
    read_at timestamptz NOT NULL,
    stock_read_at timestamptz NOT NULL,
    ledger_read_at timestamptz NOT NULL,
    sent_at timestamptz NOT NULL,
    answered_at timestamptz,
    answer text,
    message text
  )`,
  `CREATE INDEX stock_writes_by_level
    ON stock_writes (shop, inventory_item_id, location_id, sent_at)`,
  'CREATE INDEX stock_writes_by_key ON stock_writes (write_key)',

  // Further Linnworks locations whose stock counts for a Shopify location, beside the one that ships.
  `CREATE TABLE counted_locations (
    shop text NOT NULL,
    location_id text NOT NULL,
    linnworks_location_id text NOT NULL,
    linnworks_location_name text NOT NULL,
    linked_by text NOT NULL,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (shop, linnworks_location_id)
  )`,

  // Brakes: of a shop, of one of its locations, of a SKU, or of a SKU at a location.
  `CREATE TABLE stock_rules (
    shop text NOT NULL,
    location_id text NOT NULL DEFAULT '',
    sku text NOT NULL DEFAULT '',
    buffer integer,
    cap integer,
    floor integer,
    paused boolean,
    set_by text NOT NULL,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (shop, location_id, sku)
  )`,
  `CREATE TABLE stock_sweeps (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shop text NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    levels integer NOT NULL DEFAULT 0,
    would_empty integer NOT NULL DEFAULT 0,
    written integer NOT NULL DEFAULT 0,
    skipped integer NOT NULL DEFAULT 0,
    UNIQUE (shop, started_at)
  )`,
  // A shop whose stock push stopped and waits for a person.
  `CREATE TABLE stock_stops (
    shop text PRIMARY KEY,
    since timestamptz NOT NULL,
    sentence text NOT NULL,
    -- A person let what was found then pass.
    released_until timestamptz,
    released_by text
  )`,
  `CREATE TABLE stock_exceptions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shop text NOT NULL,
    cause_key text NOT NULL,
    code text NOT NULL,
    owner text NOT NULL,
    sentence text NOT NULL,
    remedy text NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz
  )`,
  `CREATE UNIQUE INDEX one_open_stock_exception
    ON stock_exceptions (shop, cause_key) WHERE closed_at IS NULL`,

  // The units of each consignment, by what Shopify counts them as.
  `CREATE TABLE consigned_units (
    shop text NOT NULL,
    reference text NOT NULL,
    line_id text NOT NULL,
    inventory_item_id text NOT NULL,
    location_id text NOT NULL,
    quantity integer NOT NULL,
    -- They left the shelf without us: Shopify does not hold them as committed.
    left_shelf boolean NOT NULL DEFAULT false,
    -- Of them, those that Shopify waits for no more, though it was told of none of them.
    gone integer NOT NULL DEFAULT 0,
    PRIMARY KEY (shop, reference, line_id, inventory_item_id),
    FOREIGN KEY (shop, reference) REFERENCES consignments ON DELETE CASCADE
  )`,
  'CREATE INDEX consigned_units_by_item ON consigned_units (shop, inventory_item_id)',
  // A step that ends it has begun: from here on its units may be free in Linnworks again.
  'ALTER TABLE consignments ADD COLUMN ending_at timestamptz',
  // Fulfilled in Shopify without us, and not looked at yet: units may have left that nobody counted.
  'ALTER TABLE orders ADD COLUMN left_unseen boolean NOT NULL DEFAULT false',
  // Shopify's updatedAt of the order as it was looked at last.
  'ALTER TABLE orders ADD COLUMN looked_updated_at timestamptz',
  'CREATE INDEX orders_left_unseen ON orders (shop) WHERE left_unseen',
  // Left the shelf without us, of orders that a policy keeps out of Linnworks.
  `CREATE TABLE left_units (
    shop text NOT NULL,
    order_id text NOT NULL,
    inventory_item_id text NOT NULL,
    location_id text NOT NULL,
    quantity integer NOT NULL,
    noted_at timestamptz NOT NULL,
    settled_at timestamptz,
    settled_by text,
    PRIMARY KEY (shop, order_id, inventory_item_id, location_id)
  )`,
]
