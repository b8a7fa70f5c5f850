using System.ComponentModel;
using System.Globalization;

namespace Checkpointing.Policies;

/// <summary>Lets configuration bind a policy from its text.</summary>
internal sealed class CheckpointPolicyConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? CheckpointPolicyText.Parse(text) : base.ConvertFrom(context, culture, value);
}
