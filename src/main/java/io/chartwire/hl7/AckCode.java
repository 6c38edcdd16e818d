package io.chartwire.hl7;

/** HL7 table 0008: application (A) and commit (C) acknowledgement: accept, error, reject. */
public enum AckCode {
    AA,
    AE,
    AR,
    CA,
    CE,
    CR;

    public boolean accepts() {
        return this == AA || this == CA;
    }
}
