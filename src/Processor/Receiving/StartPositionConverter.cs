using System.ComponentModel;
using System.Globalization;

namespace Checkpointing.Processor.Receiving;

/// <summary>Lets configuration bind a start position from its text.</summary>
internal sealed class StartPositionConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? StartPosition.Parse(text) : base.ConvertFrom(context, culture, value);
}
