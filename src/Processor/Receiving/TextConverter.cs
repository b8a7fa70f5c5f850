using System.ComponentModel;
using System.Globalization;

namespace Checkpointing.Processor.Receiving;

/// <summary>Lets configuration bind a value from its text.</summary>
/// <typeparam name="T">The value.</typeparam>
internal abstract class TextConverter<T> : TypeConverter
    where T : class
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? Parse(text) : base.ConvertFrom(context, culture, value);

    /// <summary>Reads the text.</summary>
    protected abstract T Parse(string text);
}
