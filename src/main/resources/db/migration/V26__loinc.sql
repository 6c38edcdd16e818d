-- The LOINC code of an observation where OBX-3 has it beside a local one; of an older row it is the code, by its system.
ALTER TABLE observations ADD COLUMN loinc text;
