package nl.keukentafel.server;

import java.util.List;
import java.util.stream.Stream;

/** Somebody tries something: it need not be theirs to do. */
record Attempt(Deed deed, String who, String choice) {
  /** Nothing happens when there is nothing yet to do it with. */
  void in(Life life) {
    if (deed.isPossible(life)) {
      deed.by(who, life, choice);
      life.done.add(toString());
    }
  }

  /** Everything that leads a life on, by whoever may. */
  static Stream<Attempt> open(Life life) {
    return life.actors.keySet().stream()
        .flatMap(
            who ->
                life.ways(who)
                    .flatMap(
                        way ->
                            way.has("on")
                                ? making(way.path("on").asText(), who, life)
                                : Stream.of(new Attempt(Deed.STEP, who, way.path("to").asText()))));
  }

  /** The same, without the shortcut to the end while there is another way. */
  static List<Attempt> onward(Life life) {
    List<Attempt> all = open(life).toList();
    List<Attempt> onward = all.stream().filter(each -> !each.choice.equals("afgesloten")).toList();
    return onward.isEmpty() ? all : onward;
  }

  private static Stream<Attempt> making(String happening, String who, Life life) {
    return Stream.of(Deed.values())
        .filter(deed -> deed.usual.equals(who) || isOnderzoek(deed, who, life))
        .filter(deed -> deed.choices.contains(happening) && deed.fits(life, happening))
        .map(deed -> new Attempt(deed, who, happening));
  }

  private static boolean isOnderzoek(Deed deed, String who, Life life) {
    return deed == Deed.GESPREK && life.place.isMandated() && who.equals("aanbieder");
  }

  @Override
  public String toString() {
    return who + " " + deed + " " + choice;
  }
}
