package io.chartwire.hl7;

/** A place in a message as ERR-2 writes it (HL7 v2.5, ERL): segment, its number counted from 1, field (0: all of it). */
public record Hl7Location(String segment, int sequence, int field) {}
