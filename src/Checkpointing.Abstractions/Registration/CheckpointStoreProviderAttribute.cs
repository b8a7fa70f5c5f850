namespace Checkpointing.Registration;

/// <summary>Names the provider of the backend that an assembly contains, so that configuration alone can select it.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class CheckpointStoreProviderAttribute : Attribute
{
    /// <summary>Names the provider.</summary>
    /// <param name="providerType">A type with a public parameterless constructor that implements <see cref="ICheckpointStoreProvider"/>.</param>
    public CheckpointStoreProviderAttribute(Type providerType) => ProviderType = providerType;

    /// <summary>The provider's type.</summary>
    public Type ProviderType { get; }
}
