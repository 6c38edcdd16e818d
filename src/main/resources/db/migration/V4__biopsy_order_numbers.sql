-- Placer order numbers for biopsies that are ordered without one.
CREATE SEQUENCE biopsy_order_numbers START 10001;
