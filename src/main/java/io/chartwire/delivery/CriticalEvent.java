package io.chartwire.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;

/**
 * That an event must be confirmed by a person.
 *
 * @param subject the ids in its data, such as {@code patientId}
 * @param escalateTo the roles that are told when nobody confirms it
 * @param after how long it may go unconfirmed
 * @param repeat how long until the roles are told again
 */
public record CriticalEvent(ObjectNode subject, Set<String> escalateTo, Duration after, Duration repeat) {}
