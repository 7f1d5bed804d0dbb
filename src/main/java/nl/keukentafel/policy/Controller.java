package nl.keukentafel.policy;

/**
 * Who answers for the data (AVG art. 4(7)): a college (Wmo 5.1.1 lid 7), an aanbieder (5.1.2 lid 3)
 * or the client.
 *
 * @param key the CBS gemeentecode, the AGB code, or empty for the client
 */
public record Controller(Kind kind, String key) {
  public enum Kind implements Coded {
    COLLEGE,
    AANBIEDER,
    CLIENT
  }

  public static final Controller CLIENT = new Controller(Kind.CLIENT, "");

  public static Controller college(String gemeentecode) {
    return new Controller(Kind.COLLEGE, gemeentecode);
  }

  public static Controller aanbieder(String agb) {
    return new Controller(Kind.AANBIEDER, agb);
  }

  /** The first part of a dossier class: {@code gm-9901}, {@code agb-99000001} or {@code client}. */
  public String tag() {
    return switch (kind) {
      case COLLEGE -> "gm-" + key;
      case AANBIEDER -> "agb-" + key;
      case CLIENT -> "client";
    };
  }

  public static Controller ofTag(String tag) {
    if (tag.startsWith("gm-")) {
      return college(tag.substring(3));
    }
    if (tag.startsWith("agb-")) {
      return aanbieder(tag.substring(4));
    }
    if (tag.equals("client")) {
      return CLIENT;
    }
    throw new IllegalArgumentException("no controller has the tag " + tag);
  }
}
