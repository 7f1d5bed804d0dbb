package nl.keukentafel.policy;

import java.util.Locale;

/**
 * A concept of one of the project's code systems; its code is its name in lower case with hyphens.
 */
public interface Coded {
  String name();

  default String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws IllegalArgumentException when the code system has no such code
   */
  static <E extends Enum<E> & Coded> E of(Class<E> system, String code) {
    for (E each : system.getEnumConstants()) {
      if (each.code().equals(code)) {
        return each;
      }
    }
    throw new IllegalArgumentException("no " + system.getSimpleName() + " has the code " + code);
  }
}
