-- A waiting cancellation is looked up by its numbers, which hl7_first_number and hl7_second_number serve.
DROP INDEX hl7_waiting_cancellations;
