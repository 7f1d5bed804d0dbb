package nl.keukentafel.fhir;

/** A burgerservicenummer: nine digits that pass the eleven-test. */
public record Bsn(String value) {
  public Bsn {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a BSN"); // never repeat the number itself
    }
  }

  /**
   * Weights 9, 8, 7, 6, 5, 4, 3, 2, −1; the sum is a multiple of eleven and not zero throughout.
   */
  public static boolean isValid(String digits) {
    if (!digits.matches("\\d{9}") || digits.equals("000000000")) {
      return false;
    }
    int sum = -(digits.charAt(8) - '0');
    for (int i = 0; i < 8; i++) {
      sum += (9 - i) * (digits.charAt(i) - '0');
    }
    return sum % 11 == 0;
  }
}
