"""What a face does, as a descriptor without who it is: encoders, neutral, whitening, filter and codec. All light."""
