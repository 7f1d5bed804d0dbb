package nl.keukentafel.casework.process.rules;

import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** A rule on what a party may make or change, asked before it is stored. */
interface ChangeRule {
  /**
   * @param before absent when the resource is new
   * @throws ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException when it may not be
   */
  void check(@Nullable Resource before, Resource after);
}
