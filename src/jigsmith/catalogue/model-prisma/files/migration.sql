[% set types = {"string": "TEXT", "text": "TEXT", "integer": "INTEGER", "decimal": "DECIMAL(12,2)", "boolean": "BOOLEAN", "date": "DATE", "datetime": "TIMESTAMPTZ(3)"} %]
[% set table = name | plural | snake %]
-- CreateTable
CREATE TABLE "[[ table ]]" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
[% for field in fields %]
    "[[ field.name | snake ]]" [[ types[field.type] ]][% if not field.optional %] NOT NULL[% endif %],
[% endfor %]
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "[[ table ]]_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "[[ table ]]_created_at_idx" ON "[[ table ]]"("created_at");
