package nl.keukentafel.server;

import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.broker.api.IBrokerClient;
import ca.uhn.fhir.broker.impl.LinkedBlockingBrokerClient;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.IDaoRegistry;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.cache.IResourceTypeCacheSvc;
import ca.uhn.fhir.jpa.config.HibernatePropertiesProvider;
import ca.uhn.fhir.jpa.config.JpaConfig;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.migrate.DriverTypeEnum;
import ca.uhn.fhir.jpa.migrate.HapiMigrator;
import ca.uhn.fhir.jpa.migrate.SchemaMigrator;
import ca.uhn.fhir.jpa.migrate.tasks.HapiFhirJpaMigrationTasks;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirH2Dialect;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirPostgresDialect;
import ca.uhn.fhir.jpa.provider.DaoRegistryResourceSupportedSvc;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.search.IStaleSearchDeletingSvc;
import ca.uhn.fhir.jpa.search.StaleSearchDeletingSvcImpl;
import ca.uhn.fhir.jpa.searchparam.registry.ISearchParamProvider;
import ca.uhn.fhir.jpa.subscription.channel.impl.LinkedBlockingChannelFactory;
import ca.uhn.fhir.jpa.subscription.channel.impl.RetryPolicyProvider;
import ca.uhn.fhir.jpa.subscription.match.deliver.email.IEmailSender;
import ca.uhn.fhir.jpa.util.ResourceCountCache;
import ca.uhn.fhir.rest.api.IResourceSupportedSvc;
import ca.uhn.fhir.rest.api.SearchTotalModeEnum;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import ca.uhn.fhir.util.VersionEnum;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.conformance.ConformanceResources;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * HAPI's JPA store, wired lean: no full text, no subscription module, only the types in use.
 *
 * @see <a href="https://hapifhir.io/hapi-fhir/docs/server_jpa/introduction.html">HAPI JPA
 *     server</a>
 */
@Configuration(proxyBeanMethods = false)
@Import({
  JpaR4Config.class,
  ThreadPoolFactoryConfig.class,
  JpaBatch2Config.class,
  Batch2JobsConfig.class,
  TypesInUse.class
})
class Storage {
  @Bean
  JpaStorageSettings jpaStorageSettings() {
    JpaStorageSettings settings = new JpaStorageSettings();
    settings.setHibernateSearchIndexFullText(false);
    settings.setHibernateSearchIndexSearchParams(false);
    // the gate's table decides what is indexed, see SearchParametersInUse
    settings.setAutoSupportDefaultSearchParams(false);
    settings.setDefaultSearchParamsCanBeOverridden(true);
    // labels live in the resource itself, so they always belong to the current version
    settings.setTagStorageMode(JpaStorageSettings.TagStorageModeEnum.INLINE);
    settings.setResourceServerIdStrategy(JpaStorageSettings.IdStrategyEnum.UUID);
    settings.setResourceClientIdStrategy(JpaStorageSettings.ClientIdStrategyEnum.ANY);
    // its key ignores the caller
    settings.setReuseCachedSearchResultsForMillis(null);
    settings.setDefaultTotalMode(SearchTotalModeEnum.ACCURATE);
    settings.setSuppressStringIndexingInTokens(true);
    settings.setIndexStorageOptimized(true);
    settings.setAllowMultipleDelete(false);
    settings.setAutoCreatePlaceholderReferenceTargets(false);
    settings.setStoreMetaSourceInformation(JpaStorageSettings.StoreMetaSourceInformationEnum.NONE);
    settings.setSchedulingDisabled(true);
    settings.setBundleBatchPoolSize(1); // the reads of a batch share the connection pool with all
    settings.setAllowInlineMatchUrlReferences(false);
    return settings;
  }

  /** In the place of HAPI's, which reads SearchParameters from the store. */
  @Bean
  @Primary
  ISearchParamProvider searchParamProvider(
      FhirContext fhir, Gate gate, ConformanceResources conformance) {
    return new SearchParametersInUse(fhir, gate, conformance);
  }

  /**
   * At its first use the registry looks only at stored SearchParameters; the second time it asks
   * us.
   */
  @Bean
  SmartInitializingSingleton searchParametersInUse(ISearchParamRegistry registry) {
    return () -> {
      registry.getActiveSearchParams("Patient", SearchParamLookupContextEnum.ALL);
      registry.forceRefresh();
    };
  }

  /**
   * What is referred to by a canonical is of an unknown type to HAPI, which numbers that type at
   * its first use: of the first two forms that came at once, one would fail.
   */
  @Bean
  SmartInitializingSingleton unknownType(IResourceTypeCacheSvc types) {
    return () -> types.getResourceTypeId("(unknown)");
  }

  /**
   * A resource contains what is in its {@code contained}; to look behind its references for more
   * costs a twentieth of every form.
   */
  @Bean
  SmartInitializingSingleton containedOnly(FhirContext fhir) {
    return () -> fhir.getParserOptions().setAutoContainReferenceTargetsWithNoId(false);
  }

  /** In the place of HAPI's, which looks in the store: profiles and terminology are in memory. */
  @Bean(JpaConfig.JPA_VALIDATION_SUPPORT_CHAIN)
  @Primary
  IValidationSupport validationSupport(ValidationSupportChain ours) {
    return ours;
  }

  @Bean
  PartitionSettings partitionSettings() {
    return new PartitionSettings();
  }

  /** HAPI's beans ask for it; the notifications are our own (package notify). */
  @Bean
  SubscriptionSettings subscriptionSettings() {
    return new SubscriptionSettings();
  }

  @Bean
  IEmailSender emailSender() {
    return details -> {};
  }

  /** HAPI's batch jobs ask for a queue, though none is ever started. */
  @Bean
  IBrokerClient brokerClient() {
    return new LinkedBlockingBrokerClient((name, settings) -> name);
  }

  @Bean
  LinkedBlockingChannelFactory channelFactory() {
    return new LinkedBlockingChannelFactory((name, settings) -> name, new RetryPolicyProvider());
  }

  @Bean
  IStaleSearchDeletingSvc staleSearchDeletingSvc() {
    return new StaleSearchDeletingSvcImpl();
  }

  @Bean
  DatabaseBackedPagingProvider databaseBackedPagingProvider() {
    return new DatabaseBackedPagingProvider();
  }

  @Bean
  IResourceSupportedSvc resourceSupportedSvc(IDaoRegistry daos) {
    return new DaoRegistryResourceSupportedSvc(daos);
  }

  @Bean
  ResourceCountCache myResourceCountsCache() {
    return new ResourceCountCache(Map::of);
  }

  /**
   * PostgreSQL gets the rows of one batch as one statement: a form writes some 180, and the driver
   * would send an insert for each. What is in a row does not come back in the message of an error,
   * which is logged, https://jdbc.postgresql.org/documentation/use/#connection-parameters.
   */
  @Bean
  static BeanPostProcessor postgresConnections() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool
            && String.valueOf(pool.getJdbcUrl()).startsWith("jdbc:postgresql:")) {
          pool.addDataSourceProperty("reWriteBatchedInserts", "true");
          pool.addDataSourceProperty("logServerErrorDetail", "false");
        }
        return bean;
      }
    };
  }

  /** Brings HAPI's own tables up to date; ours are Flyway's. */
  @Bean
  @DependsOn("flywayInitializer")
  HapiMigrator hapiSchema(DataSource dataSource) throws SQLException {
    HapiMigrator migrator =
        new HapiMigrator(
            SchemaMigrator.HAPI_FHIR_MIGRATION_TABLENAME,
            dataSource,
            onPostgres(dataSource) ? DriverTypeEnum.POSTGRES_9_4 : DriverTypeEnum.H2_EMBEDDED);
    migrator.createMigrationTableIfRequired();
    migrator.addTasks(new HapiFhirJpaMigrationTasks(Set.of()).getAllTasks(VersionEnum.values()));
    migrator.migrate();
    return migrator;
  }

  @Bean
  @Primary
  HibernatePropertiesProvider hibernatePropertiesProvider() {
    return new HibernatePropertiesProvider();
  }

  @Bean
  @Primary
  @DependsOn("hapiSchema")
  LocalContainerEntityManagerFactoryBean entityManagerFactory(
      ConfigurableListableBeanFactory beans,
      FhirContext fhir,
      JpaStorageSettings settings,
      DataSource dataSource)
      throws SQLException {
    LocalContainerEntityManagerFactoryBean factory =
        HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, fhir, settings);
    factory.setPersistenceUnitName("HAPI_PU");
    factory.setDataSource(dataSource);
    factory
        .getJpaPropertyMap()
        .putAll(
            Map.of(
                "hibernate.dialect",
                (onPostgres(dataSource) ? HapiFhirPostgresDialect.class : HapiFhirH2Dialect.class)
                    .getName(),
                "hibernate.hbm2ddl.auto",
                "none",
                "hibernate.search.enabled",
                "false",
                "hibernate.integration.envers.enabled",
                "false",
                "hibernate.jdbc.batch_size",
                "100",
                "hibernate.order_inserts",
                "true",
                "hibernate.cache.use_query_cache",
                "false",
                "hibernate.cache.use_second_level_cache",
                "false"));
    return factory;
  }

  @Bean
  @Primary
  JpaTransactionManager transactionManager(EntityManagerFactory entityManagerFactory) {
    return new JpaTransactionManager(entityManagerFactory);
  }

  private static boolean onPostgres(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
    }
  }
}
