package nl.keukentafel.server;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.keukentafel.access.judgement.Gate;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.core.support.RepositoryFactoryInformation;

/**
 * Keeps what this server does not use of HAPI's wiring from costing start-up time: the DAOs of
 * other resource types, every stock resource provider (the REST surface is our own), and
 * repositories.
 */
class TypesInUse implements BeanDefinitionRegistryPostProcessor {
  private static final Pattern GENERATED = Pattern.compile("my([A-Z]\\w+)(Dao|Rp)R4");

  /** HAPI's own services ask for the DAOs of these, though nothing is stored in them. */
  private static final Set<String> ASKED_FOR_BY_HAPI =
      Set.of(
          "SearchParameter", "ValueSet", "CodeSystem", "ConceptMap", "StructureDefinition", "Task");

  private final Gate gate = Gate.load();

  @Override
  public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
    for (String name : registry.getBeanDefinitionNames()) {
      Matcher generated = GENERATED.matcher(name);
      if (generated.matches()
          && !generated.group(1).equals("System")
          && !(generated.group(2).equals("Dao") && inUse(generated.group(1)))) {
        registry.removeBeanDefinition(name);
      }
    }
  }

  private boolean inUse(String type) {
    return ASKED_FOR_BY_HAPI.contains(type) || gate.stored().containsKey(type);
  }

  /**
   * HAPI has some fifty repositories and this server calls a dozen: each is made at its first use.
   */
  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    for (String name :
        beans.getBeanNamesForType(RepositoryFactoryInformation.class, false, false)) {
      beans.getBeanDefinition(name.replaceFirst("^&", "")).setLazyInit(true);
    }
    ((DefaultListableBeanFactory) beans)
        .setAutowireCandidateResolver(
            new ContextAnnotationAutowireCandidateResolver() {
              @Override
              protected boolean isLazy(DependencyDescriptor dependency) {
                return Repository.class.isAssignableFrom(dependency.getDependencyType())
                    || super.isLazy(dependency);
              }
            });
  }
}
