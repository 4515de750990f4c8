"""The cloud's database: PostgreSQL of version 15 or newer, embedded, served or spread over a Citus cluster."""
